import Documents
import Foundation

/// The last update of every site, aged: a_j ∝ p_j ρ^{t − t_j}, with t_j the last round in which j trained, the present one
/// for those that train now. A site that never trained has no part.
///
/// ρ = 1 is MIFA (Gu et al., "Fast federated learning in the presence of arbitrary device unavailability", NeurIPS 2021) but
/// for its first round, in which all sites must train; ρ → 0 tends to `dataSize`. FedLaAvg (Yan et al. 2020), FedVARP
/// (Jhunjhunwala et al. 2022) and SAG (Schmidt et al. 2017) remember likewise; FedAsync (Xie et al. 2019) ages what arrives
/// late. The exponential age is ours; it costs the server one update per site and no carbon.
public struct RememberedAggregation: Aggregation {
    public static let kind = "remembered"
    public static let abstract = "the last update of every site, the older the less"
    public static let needs: AggregationNeeds = .rememberedUpdates

    /// ρ in (0, 1]: what a remembered update still counts after one more round.
    ///
    /// 0.7 to 1 differ little where sites return often; 0.9 was best or close on development seeds (Guides/method.md).
    public let retention: Double

    public init(retention: Double = 0.9) {
        precondition(0 < retention && retention <= 1, "a retention of \(retention)")
        self.retention = retention
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            retention: try reader.number(
                "retention", .within(0.001...1), default: 0.9,
                help: "ρ, what an update still counts after one more round; 1 is MIFA"))
    }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        var all = weights(round)
        let own = round.sites.map { all[$0] }
        for site in round.sites { all[site] = 0 }
        round.remembered?.add(all, to: &sum)
        round.add(own, to: &sum)
        return own
    }

    /// The weights of all sites, in site order; sum 1 unless no site has data to show.
    private func weights(_ round: AggregationRound) -> [Double] {
        var weights = zip(round.shares, round.lastRounds).map { share, last in
            last.map { share * pow(retention, Double(round.round - $0)) } ?? 0
        }
        for site in round.sites { weights[site] = round.shares[site] }
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : weights
    }
}
