import Documents

/// The plain mean of the sites that trained, a_i = 1/|S|, as Power-of-Choice aggregates.
public struct UniformAggregation: Aggregation {
    public static let kind = "uniform"
    public static let abstract = "the plain mean of the sites that trained"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let weights = [Double](repeating: 1 / Double(round.sites.count), count: round.sites.count)
        round.add(weights, to: &sum)
        return weights
    }
}
