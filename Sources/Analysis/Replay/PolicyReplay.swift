import CarbonAccounting
import Documents
import FederatedEngine
import Reproducibility
import RunStore
import SiteSelection

/// What a policy would have chosen on a finished run's slots, without training.
///
/// The policy sees footprints, intensities, shares and the recorded inner products, and pays for gradients what the run
/// paid in that round. Replaying the run's own policy gives its own choices; another one's choices would have moved the
/// model elsewhere, so its utilities are those of the recorded gradients and no forecast of its accuracy. Waiting of fast
/// sites for slow ones is left out.
public struct PolicyReplay: JSONDocument, Sendable, Equatable {
    public let policy: String
    /// V; nil for a policy without one.
    public let penaltyWeight: Double?
    public let budgetGrams: Double
    /// Σ_t U_t(S_t), by the utility that all policies of a replay are measured with.
    public let utility: Double
    /// Mean of Q(t) over the rounds, in allowances.
    public let meanQueue: Double
    /// Q(T).
    public let finalQueue: Double
    public let totalGrams: Double
    /// Above the budget; 0 within it.
    public let overshootGrams: Double
    /// Mean number of sites over all rounds.
    public let meanSelected: Double
    public let roundsTrained: Int
    public let rounds: Int
    /// No sequence of sets that spends the budget, or as much as the policy if that is more, has a larger Σ U_t; nil unless
    /// asked for.
    public internal(set) var upperBound: Double?
    public let millisecondsPerRound: Double
    /// The sets, by round; not part of the JSON.
    public private(set) var selections: [[Int]] = []
    /// Q(t) at each selection; not part of the JSON.
    public private(set) var queues: [Double] = []

    enum CodingKeys: String, CodingKey {
        case policy
        case penaltyWeight = "penalty_weight"
        case budgetGrams = "budget_g"
        case utility = "total_utility"
        case meanQueue = "queue_mean"
        case finalQueue = "queue_final"
        case totalGrams = "total_g"
        case overshootGrams = "overshoot_g"
        case meanSelected = "mean_selected"
        case roundsTrained = "rounds_trained"
        case rounds
        case upperBound = "upper_bound"
        case millisecondsPerRound = "ms_per_round"
    }

    /// Σ U_t that the policy left, per round; nil without a bound.
    public var utilityGapPerRound: Double? { upperBound.map { ($0 - utility) / Double(rounds) } }

    /// - Parameters:
    ///   - budgetGrams: H in place of the run's own.
    ///   - hardBudget: whether the least useful sites of a round that would break H are dropped.
    ///   - kind: measures the sets, whatever the policy maximizes.
    /// - Throws: `CoresetError` for what `slots.csv` holds; what the policy throws.
    public init(
        _ replayed: ReplayedPolicy, on run: ReplayableRun, budgetGrams: Double? = nil, hardBudget: Bool = true,
        utility kind: UtilityKind
    ) throws {
        let start = ContinuousClock.now
        let scenario = run.scenario(budgetGrams: budgetGrams ?? run.budgetGrams)
        let seed = run.record.manifest.seed
        let simulation = FederatedSimulation(
            replaying: RecordedGradients(
                run.slots.map { $0?.gram }, probeGrams: run.probeGrams, scenario: scenario, hardBudget: hardBudget),
            scenario: scenario, policy: replayed.policy,
            settings: .init(learningRate: 1, hardBudget: hardBudget, seed: seed))
        while !simulation.isFinished {
            let report = try simulation.step()
            queues.append(report.queue)
            selections.append(report.sites.filter(\.selected).map(\.site))
        }
        let spent = simulation.ledger.totalGrams
        millisecondsPerRound = (ContinuousClock.now - start) / .milliseconds(1) / Double(scenario.rounds)
        let chosen = selections
        utility = try run.certificateSlots(kind).reduce(0) { $0 + $1.slot.utility.value(of: chosen[$1.round]) }
        (self.policy, penaltyWeight) = (replayed.label, replayed.penaltyWeight)
        (self.budgetGrams, totalGrams, rounds) = (scenario.budgetGrams, spent, scenario.rounds)
        overshootGrams = max(0, spent - scenario.budgetGrams)
        meanQueue = queues.reduce(0, +) / Double(queues.count)
        finalQueue = simulation.queue
        meanSelected = Double(selections.reduce(0) { $0 + $1.count }) / Double(selections.count)
        roundsTrained = selections.count { !$0.isEmpty }
    }
}

extension PolicyReplay {
    /// Replays several policies, in parallel, each with its upper bound if `bounded`.
    ///
    /// - Parameters:
    ///   - budgets: grams; empty for the run's own.
    /// - Returns: budgets in order, for each one the policies in order.
    /// - Throws: what `init` throws.
    public static func all(
        _ policies: [ReplayedPolicy], on run: ReplayableRun, budgets: [Double] = [], hardBudget: Bool = true,
        utility: UtilityKind, bounded: Bool = false, pool: WorkerPool
    ) throws -> [PolicyReplay] {
        let budgets = budgets.isEmpty ? [run.budgetGrams] : budgets
        var replays = try pool.map(budgets.count * policies.count) { _, index in
            try PolicyReplay(
                policies[index % policies.count], on: run, budgetGrams: budgets[index / policies.count],
                hardBudget: hardBudget, utility: utility)
        }
        guard bounded else { return replays }
        let slots = try run.certificateSlots(utility).map(\.slot)
        var certificates: [Double: Certificate] = [:]
        for index in replays.indices {
            let budget = replays[index].budgetGrams
            let certificate = try certificates[budget] ?? Certificate(slots: slots, budgetGrams: budget, pool: pool)
            certificates[budget] = certificate
            // The Lagrangian bound grows by λ per gram beyond the budget, for any λ.
            replays[index].upperBound =
                certificate.upperBound + certificate.pricePerGram * replays[index].overshootGrams
        }
        return replays
    }
}
