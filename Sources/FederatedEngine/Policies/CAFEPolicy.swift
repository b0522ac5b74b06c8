import Coresets
import DriftPlusPenalty

/// CAFE: drift plus penalty over a coreset utility (Bian, Wang, Ren, Xu, e-Energy 2024).
///
///     S_t ∈ argmax_S  V·U_t(S) − Q(t)·C(S, t)/(H/T),      Q(t+1) = max{Q(t) + C(S_t, t)/(H/T) − 1, 0}
///
/// With V = 0 the floor alone selects: the `minimumSites` cheapest sites, or nobody. With Q = 0 carbon costs nothing
/// and every site that adds utility takes part. A budget of zero selects nobody.
public struct CAFEPolicy: SelectionPolicy {
    public struct Memory: Codable, Sendable, Equatable {
        public var queue: VirtualQueue
    }

    public let utility: UtilityKind
    public let gradients: GradientSource
    /// V ≥ 0.
    public let penaltyWeight: Double
    public let solver: Solver
    /// A floor on the number of sites per round, as far as sites are available.
    public let minimumSites: Int
    public var memory: Memory

    public init(
        utility: UtilityKind, gradients: GradientSource, penaltyWeight: Double, solver: Solver, minimumSites: Int = 0,
        initialQueue: Double = 0
    ) {
        (self.utility, self.gradients, self.penaltyWeight) = (utility, gradients, penaltyWeight)
        (self.solver, self.minimumSites) = (solver, minimumSites)
        memory = Memory(queue: VirtualQueue(initialQueue))
    }

    public var needs: PolicyNeeds { [.gradients, .utility] }
    public var queue: Double { memory.queue.value }

    public mutating func select(in slot: Slot) throws -> Selection {
        guard slot.allowanceGrams > 0, let gram = try slot.gradients(gradients) else { return .nobody }
        let utility = try SiteUtility(utility, gram: gram, shares: slot.shares)
        let objective = try SelectionObjective(
            utility: utility, penaltyWeight: penaltyWeight,
            costs: slot.footprints.map { queue * $0 / slot.allowanceGrams })
        var stream = slot.stream("solver")
        let result = try maximize(
            objective, candidates: slot.available, atLeast: min(minimumSites, slot.available.count), with: solver,
            using: &stream)
        return Selection(result.selected, utility: utility)
    }

    public mutating func observe(_ outcome: RoundOutcome) {
        guard outcome.allowanceGrams > 0 else { return }
        memory.queue.advance(spentGrams: outcome.totalGrams, allowanceGrams: outcome.allowanceGrams)
    }
}
