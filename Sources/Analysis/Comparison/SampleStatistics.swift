/// Mean and spread of a few numbers, one for each seed.
public struct SampleStatistics: Sendable, Equatable, Codable {
    public let count: Int
    public let mean: Double
    /// With n − 1 in the denominator; nil for a single number.
    public let standardDeviation: Double?
    /// Of the mean: the standard deviation over √n; nil for a single number.
    public let standardError: Double?
    /// For the mean, at 95 %, by Student's t; nil for a single number.
    public let interval: ConfidenceInterval?

    /// - Parameter values: finite; an empty sample has no statistics, so the result is nil.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        precondition(values.allSatisfy(\.isFinite), "statistics of values that are not finite")
        count = values.count
        mean = values.reduce(0, +) / Double(count)
        guard count > 1 else {
            (standardDeviation, standardError, interval) = (nil, nil, nil)
            return
        }
        let mean = mean
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
        standardDeviation = variance.squareRoot()
        standardError = (variance / Double(count)).squareRoot()
        interval = ConfidenceInterval(
            mean: mean, standardError: (variance / Double(count)).squareRoot(), count: count)
    }

    enum CodingKeys: String, CodingKey {
        case count, mean
        case standardDeviation = "standard_deviation"
        case standardError = "standard_error"
        case interval
    }
}
