import Documents

/// FedVARP: what is remembered of all sites, corrected by what those that trained have changed.
///
///     Δ = Σ_j p_j y_j + Σ_{i∈S} w_i (Δ_i − y_i),      w_i = p_i / Σ_S p
///
/// y_j is the last update of site j, 0 before its first. With full participation it is `dataSize`.
///
/// Source: Jhunjhunwala, Sharma, Nagarkatti, Joshi, "FedVARP: tackling the variance due to partial client participation in
/// federated learning", UAI 2022. Ours: sites weigh by their data where theirs count alike, and a remembered update is
/// scaled to the present learning rate.
public struct VarianceReducedAggregation: Aggregation {
    public static let kind = "fedVARP"
    public static let abstract = "FedVARP: remembered updates of all sites, corrected by those that trained"
    public static let needs: AggregationNeeds = .rememberedUpdates

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let weights = round.dataShares
        var remembered = round.shares
        for (site, weight) in zip(round.sites, weights) { remembered[site] -= weight }
        round.remembered?.add(remembered, to: &sum)
        round.add(weights, to: &sum)
        return weights
    }
}
