import Foundation
import SiteSelection

/// How the updates of the selected sites become one: Δ = Σ_{i∈S} a_i Δ_i.
public enum Aggregation: String, Sendable, CaseIterable {
    /// FedAvg over the selected: a_i = p_i / Σ_S p (McMahan et al., AISTATS 2017).
    case dataSize
    /// a_i = γ_i, the share that site i stands for under the policy's utility, scaled to sum to 1.
    case coreset
    /// a_i = p_i / π_i with known inclusion probabilities; the weights need not sum to 1.
    case unbiased
    /// Everybody's last update, aged: a_j ∝ p_j ρ^{t − t_j}, with t_j the last round in which j trained, the present one
    /// for the selected. A site that never trained has no part. With ρ = 0 this is `dataSize`, with ρ = 1 MIFA
    /// (Gu et al., "Fast federated learning in the presence of arbitrary device unavailability", NeurIPS 2021). The
    /// ageing is ours; it costs the server one update per site and no carbon.
    case memory

    /// ρ of `memory`: what a remembered update still counts after one more round.
    ///
    /// 0.7 to 1 differ little where sites return often; 0.9 was best or close on development seeds (Guides/method.md).
    public static let retention = 0.9

    /// The weights a_i in the order of `sites`.
    ///
    /// - Precondition: `coreset` needs the selection's utility, `unbiased` its inclusion probabilities; the experiment's
    ///   decoder refuses methods whose policy does not give them.
    package func weights(of selection: Selection, shares: [Double]) -> [Double] {
        let sites = selection.sites
        switch self {
        case .dataSize:
            return Self.normalized(sites.map { shares[$0] })
        case .memory:
            preconditionFailure("weights of remembered updates need the history")
        case .coreset:
            guard let utility = selection.utility else { preconditionFailure("coreset weights without a utility") }
            let weights = utility.weights(of: sites)
            // A match of zero weight everywhere says nothing about the sites: fall back to their data.
            return weights.contains { $0 > 0 } ? Self.normalized(weights) : Self.normalized(sites.map { shares[$0] })
        case .unbiased:
            guard let probabilities = selection.inclusionProbabilities else {
                preconditionFailure("unbiased weights without inclusion probabilities")
            }
            return sites.map { shares[$0] / probabilities[$0] }
        }
    }

    /// The weights of `memory` for all sites, in site order; the selected ones count as fresh. Sum 1 unless nobody has
    /// data to show.
    static func memoryWeights(selected: [Int], round: Int, lastRound: [Int?], shares: [Double]) -> [Double] {
        var weights = zip(shares, lastRound).map { share, last in
            last.map { share * pow(retention, Double(round - $0)) } ?? 0
        }
        for site in selected { weights[site] = shares[site] }
        let sum = weights.reduce(0, +)
        return sum > 0 ? weights.map { $0 / sum } : weights
    }

    private static func normalized(_ weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
