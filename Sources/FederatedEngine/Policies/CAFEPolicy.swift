import Coresets
import DriftPlusPenalty

/// CAFE: drift plus penalty over a coreset utility (Bian, Wang, Ren, Xu, e-Energy 2024).
///
///     S_t ∈ argmax_S  V·U_t(S) − Q(t)·C(S, t)/(H/T),      Q(t+1) = max{Q(t) + C(S_t, t)/(H/T) − 1, 0}
///
/// With V = 0 the floor alone selects: the `minimumSites` cheapest sites, or nobody. With Q = 0 carbon costs nothing
/// and every site that adds utility takes part. A budget of zero selects nobody.
///
/// The settings with their defaults here are this published method. `memoryDrift`, `pacing` and a queue that starts at
/// its steady state are ours, as is `GradientSource.updates`; Guides/method.md says what each brings. `policy: cafe` in
/// an experiment uses all of them.
public struct CAFEPolicy: SelectionPolicy {
    /// What a gram is weighed against.
    public enum Pacing: String, Sendable, CaseIterable {
        /// H/T throughout.
        case fixed
        /// What is left over the rounds that are left, (H − spent)/(T − t); a round spends at most that, or H/T with what
        /// earlier rounds left of theirs if this is more.
        case remaining
    }

    /// Q(0).
    public enum InitialQueue: Sendable, Equatable {
        case value(Double)
        /// The smallest queue at which the first slot whose gradients are known, nothing being remembered, would spend no
        /// more than its allowance.
        case steadyState
    }

    public struct Memory: Codable, Sendable, Equatable {
        public var queue: VirtualQueue
        /// False until a queue that starts at its steady state has started.
        public var isStarted = true
    }

    public let utility: UtilityKind
    public let gradients: GradientSource
    /// V ≥ 0.
    public let penaltyWeight: Double
    public let solver: Solver
    /// A floor on the number of sites per round, as far as sites are available; with `pacing: remaining` as far as the
    /// round's cap allows.
    public let minimumSites: Int
    public let initialQueue: InitialQueue
    public let pacing: Pacing
    /// How far a site's gradient is taken to move in one round, as a part of its norm; nil for a utility that remembers
    /// nothing. With facility location only.
    public let memoryDrift: Double?
    public var memory: Memory

    /// A round in which sites train for the first time spends at most this part of what is left of the budget on them.
    private static let explorationShare = 0.25

    /// - Precondition: V ≥ 0, drift ≥ 0 and only with facility location.
    public init(
        utility: UtilityKind, gradients: GradientSource, penaltyWeight: Double, solver: Solver, minimumSites: Int = 0,
        initialQueue: InitialQueue = .value(0), pacing: Pacing = .fixed, memoryDrift: Double? = nil
    ) {
        precondition(penaltyWeight >= 0, "a penalty weight of \(penaltyWeight)")
        precondition(
            memoryDrift.map { $0 >= 0 && utility == .facilityLocation } ?? true,
            "a drift of \(memoryDrift ?? 0) with \(utility)")
        (self.utility, self.gradients, self.penaltyWeight) = (utility, gradients, penaltyWeight)
        (self.solver, self.minimumSites, self.initialQueue) = (solver, minimumSites, initialQueue)
        (self.pacing, self.memoryDrift) = (pacing, memoryDrift)
        switch initialQueue {
        case .value(let value): memory = Memory(queue: VirtualQueue(value))
        case .steadyState: memory = Memory(queue: VirtualQueue(), isStarted: false)
        }
    }

    public var needs: PolicyNeeds { [.gradients, .utility] }
    public var queue: Double { memory.queue.value }
    /// A utility that counts on remembered updates goes with an aggregation that uses them.
    public var preferredAggregation: Aggregation { memoryDrift == nil ? .dataSize : .memory }

    public mutating func select(in slot: Slot) throws -> Selection {
        let allowance = allowance(in: slot)
        guard allowance > 0, let gram = try slot.gradients(gradients) else { return .nobody }
        let unknown = gradients == .updates ? slot.available.filter { slot.history.lastRound[$0] == nil } : []
        guard unknown.isEmpty else { return explore(unknown, in: slot) }

        var stream = slot.stream("solver")
        if !memory.isStarted {
            memory = Memory(
                queue: VirtualQueue(try steadyQueue(gram: gram, allowance: allowance, in: slot, using: &stream)))
        }
        let utility = try slotUtility(gram: gram, in: slot)
        let objective = try objective(utility, queue: queue, allowance: allowance, in: slot)
        let floor = min(minimumSites, slot.available.count)
        switch pacing {
        case .remaining where floor == 0:
            let sites = try maximize(
                objective, grams: slot.footprints, within: max(allowance, slot.carriedAllowanceGrams),
                candidates: slot.available, with: solver, using: &stream)
            return Selection(sites, utility: utility)
        case .remaining, .fixed:
            let result = try maximize(
                objective, candidates: slot.available, atLeast: floor, with: solver, using: &stream)
            return Selection(result.selected, utility: utility)
        }
    }

    public mutating func observe(_ outcome: RoundOutcome) {
        guard outcome.allowanceGrams > 0, memory.isStarted else { return }
        memory.queue.advance(spentGrams: outcome.totalGrams, allowanceGrams: outcome.allowanceGrams)
    }

    private func allowance(in slot: Slot) -> Double {
        switch pacing {
        case .fixed: slot.allowanceGrams
        case .remaining: slot.remainingGrams / Double(slot.rounds - slot.round)
        }
    }

    /// Sites of which nothing is known train once, the cheapest first, so that no probe is needed.
    private func explore(_ unknown: [Int], in slot: Slot) -> Selection {
        var left = max(slot.remainingGrams * Self.explorationShare, slot.carriedAllowanceGrams)
        var chosen: [Int] = []
        for site in unknown.sorted(by: { (slot.footprints[$0], $0) < (slot.footprints[$1], $1) }) {
            guard slot.footprints[site] <= left else { break }
            left -= slot.footprints[site]
            chosen.append(site)
        }
        return Selection(chosen)
    }

    private func slotUtility(gram: [Double], in slot: Slot) throws -> SiteUtility {
        guard let memoryDrift else { return try SiteUtility(utility, gram: gram, shares: slot.shares) }
        // m_j = drift · age_j · ‖y_j‖
        let remembered = (0..<slot.siteCount).map { site in
            slot.history.lastRound[site].map {
                memoryDrift * Double(slot.round - $0) * gram[site * slot.siteCount + site].squareRoot()
            } ?? .infinity
        }
        return try SiteUtility(refreshing: remembered, gram: gram, shares: slot.shares)
    }

    private func objective(
        _ utility: SiteUtility, queue: Double, allowance: Double, in slot: Slot
    ) throws -> SelectionObjective {
        try SelectionObjective(
            utility: utility, penaltyWeight: penaltyWeight, costs: slot.footprints.map { queue * $0 / allowance })
    }

    /// By bisection; what a slot spends falls with the queue.
    private func steadyQueue(
        gram: [Double], allowance: Double, in slot: Slot, using stream: inout some RandomNumberGenerator
    ) throws -> Double {
        let utility = try SiteUtility(utility, gram: gram, shares: slot.shares)
        func spends(_ queue: Double) throws -> Double {
            let objective = try objective(utility, queue: queue, allowance: allowance, in: slot)
            let result = try maximize(objective, candidates: slot.available, with: solver, using: &stream)
            return result.selected.reduce(0) { $0 + slot.footprints[$1] }
        }
        guard try spends(0) > allowance else { return 0 }
        let cheapest = slot.available.map { slot.footprints[$0] }.filter { $0 > 0 }.min() ?? allowance
        // Beyond this queue a site costs more than any set is worth.
        var (low, high) = (0.0, penaltyWeight * utility.kind.supremum * allowance / cheapest)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if try spends(middle) > allowance { low = middle } else { high = middle }
        }
        return high
    }
}
