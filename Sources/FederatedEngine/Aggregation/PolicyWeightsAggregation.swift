import Documents

/// a_i = v_i / Σ_S v with the weights v that the policy gave; `dataSize` in a round without, or where they are 0 for all that
/// trained.
public struct PolicyWeightsAggregation: Aggregation {
    public static let kind = "policyWeights"
    public static let abstract = "the weights that an external policy gives, those of the data where it gives none"
    public static let needs: AggregationNeeds = .policyWeights

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let given = round.policyWeights.map { weights in round.sites.map { weights[$0] } } ?? []
        let weights = given.contains { $0 > 0 } ? normalized(given) : round.dataShares
        round.add(weights, to: &sum)
        return weights
    }
}
