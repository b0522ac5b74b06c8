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
        _ replayed: ReplayedPolicy, on run: RecordedRun, budgetGrams: Double? = nil, hardBudget: Bool = true,
        utility kind: UtilityKind
    ) throws {
        let start = ContinuousClock.now
        let scenario = run.scenario(budgetGrams: budgetGrams ?? run.budgetGrams)
        let oracle = RecordedOracle(run)
        var policy = replayed.policy
        var history = ParticipationHistory(sites: run.siteCount)
        var spent = 0.0
        for round in 0..<scenario.rounds {
            let slot = Slot(
                round: round, scenario: scenario, spentGrams: spent, history: history, oracle: oracle,
                seed: run.record.manifest.seed)
            oracle.begin(round, limitGrams: hardBudget ? slot.remainingGrams : .infinity)
            queues.append(policy.queue)
            let canAct = slot.available.contains { !hardBudget || slot.footprints[$0] <= slot.remainingGrams }
            var selection = canAct ? try policy.select(in: slot) : .nobody
            func grams() -> Double { selection.sites.reduce(oracle.chargedGrams) { $0 + slot.footprints[$1] } }
            while hardBudget, !selection.sites.isEmpty, grams() > slot.remainingGrams + 1e-9 * scenario.budgetGrams {
                selection.dropLeastUseful()
            }
            let sites = selection.sites.sorted()
            let total = grams()
            spent += total
            let losses = sites.map { _ in SiteLoss(samples: 0, mean: 0, meanSquare: 0) }
            history.record(round: round, sites: sites, losses: losses)
            policy.observe(
                RoundOutcome(
                    round: round, sites: sites, losses: losses, footprintGrams: sites.map { slot.footprints[$0] },
                    totalGrams: total, allowanceGrams: scenario.allowanceGrams))
            selections.append(sites)
        }
        millisecondsPerRound = (ContinuousClock.now - start) / .milliseconds(1) / Double(scenario.rounds)
        let chosen = selections
        utility = try run.recordedSlots(kind).reduce(0) { $0 + $1.slot.utility.value(of: chosen[$1.round]) }
        (self.policy, penaltyWeight) = (replayed.label, replayed.penaltyWeight)
        (self.budgetGrams, totalGrams, rounds) = (scenario.budgetGrams, spent, scenario.rounds)
        overshootGrams = max(0, spent - scenario.budgetGrams)
        meanQueue = queues.reduce(0, +) / Double(queues.count)
        finalQueue = policy.queue
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
        _ policies: [ReplayedPolicy], on run: RecordedRun, budgets: [Double] = [], hardBudget: Bool = true,
        utility: UtilityKind, bounded: Bool = false, pool: WorkerPool
    ) throws -> [PolicyReplay] {
        let budgets = budgets.isEmpty ? [run.budgetGrams] : budgets
        var replays = try pool.map(budgets.count * policies.count) { _, index in
            try PolicyReplay(
                policies[index % policies.count], on: run, budgetGrams: budgets[index / policies.count],
                hardBudget: hardBudget, utility: utility)
        }
        guard bounded else { return replays }
        let slots = try run.recordedSlots(utility).map(\.slot)
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

/// Answers with a run's records.
private final class RecordedOracle: SlotOracle {
    private let slots: [SlotRow?]
    private let probeGrams: [Double]
    private var limitGrams = 0.0
    /// What gradients have cost in this round [g].
    private(set) var chargedGrams = 0.0

    init(_ run: RecordedRun) { (slots, probeGrams) = (run.slots, run.probeGrams) }

    func begin(_ round: Int, limitGrams: Double) { (self.limitGrams, chargedGrams) = (limitGrams, 0) }

    func gradientGram(_ source: GradientSource, in slot: Slot) -> [Double]? {
        guard let row = slots[slot.round], probeGrams[slot.round] <= limitGrams else { return nil }
        chargedGrams = probeGrams[slot.round]
        return row.gram
    }

    func losses(of sites: [Int], in slot: Slot) -> [Double]? { nil }
}
