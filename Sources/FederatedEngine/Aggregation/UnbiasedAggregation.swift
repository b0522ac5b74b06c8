import Documents

/// a_i = p_i / π_i with known inclusion probabilities, so that the expectation is the sum over all sites; the weights need
/// not sum to 1. Weights are those of the data in a round without probabilities.
public struct UnbiasedAggregation: Aggregation {
    public static let kind = "unbiased"
    public static let abstract = "weights by inverse inclusion probability, right on average"
    public static let needs: AggregationNeeds = .inclusionProbabilities

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let weights =
            round.inclusionProbabilities.map { probabilities in
                round.sites.map { round.shares[$0] / probabilities[$0] }
            } ?? round.dataShares
        round.add(weights, to: &sum)
        return weights
    }
}
