/// A 95 % interval for the mean of a sample: mean ± t₀.₉₇₅,ₙ₋₁ · standard error.
///
/// Source: Student, "The probable error of a mean", Biometrika 6, 1908. It rests on nearly normal values, which means of many
/// test examples are, and it is as wide as few seeds deserve: for two it spans 12.7 standard errors to each side.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
    public let lower: Double
    public let upper: Double

    public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

    /// - Parameters:
    ///   - standardError: of the mean, ≥ 0.
    ///   - count: of the values, at least two.
    public init(mean: Double, standardError: Double, count: Int) {
        precondition(count >= 2, "an interval from \(count) values")
        let half = StudentDistribution(degreesOfFreedom: count - 1).quantile(0.975) * standardError
        self.init(lower: mean - half, upper: mean + half)
    }
}
