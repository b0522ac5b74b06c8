/// How the updates of the selected sites become one: Δ = Σ_{i∈S} a_i Δ_i.
public enum Aggregation: String, Sendable, CaseIterable {
    /// FedAvg over the selected: a_i = p_i / Σ_S p (McMahan et al., AISTATS 2017).
    case dataSize
    /// a_i = γ_i, the share that site i stands for under the policy's utility, scaled to sum to 1.
    case coreset
    /// a_i = p_i / π_i with known inclusion probabilities; the weights need not sum to 1.
    case unbiased

    /// The weights a_i in the order of `sites`.
    ///
    /// - Precondition: `coreset` needs the selection's utility, `unbiased` its inclusion probabilities; the experiment's
    ///   decoder refuses methods whose policy does not give them.
    package func weights(of selection: Selection, shares: [Double]) -> [Double] {
        let sites = selection.sites
        switch self {
        case .dataSize:
            return Self.normalized(sites.map { shares[$0] })
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

    private static func normalized(_ weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
