import Documents
import SiteSelection

/// a_i = γ_i, the share of all data that site i stands for under the policy's utility, scaled to sum to 1.
///
/// Where the best match has zero weight everywhere, or the policy chose without its utility (as in rounds in which it only
/// explores), weights are those of the data.
public struct CoresetAggregation: Aggregation {
    public static let kind = "coreset"
    public static let abstract = "sites weigh by the data that they stand for under the policy's utility"
    public static let needs: AggregationNeeds = .utility

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let standing = round.utility.map { $0.weights(of: round.sites) } ?? []
        let weights = standing.contains { $0 > 0 } ? normalized(standing) : round.dataShares
        round.add(weights, to: &sum)
        return weights
    }
}
