import CarbonAccounting
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import SiteSelection

/// One run: a model trained over a scenario's rounds by the sites that a policy chooses.
///
/// The one round loop: without a trainer it is a plan, and with recorded gradients in place of live ones a replay.
///
/// Call `step()` until `isFinished`. `state` between two steps is all that a continuation needs.
public final class FederatedSimulation {
    public struct Settings: Sendable {
        public var learningRate: Float
        /// The learning rate of round t is learningRate · decay^t.
        public var learningRateDecay: Float
        /// Whether a round never emits more than what is left of the budget; see `Selection.fitted`.
        public var hardBudget: Bool
        /// Rounds between evaluations; the last round is always evaluated.
        public var evaluateEvery: Int
        /// Whether reports hold the N×N inner products of the gradients also where the policy looks at norms alone.
        public var recordsGradients: Bool
        public var seed: UInt64

        public init(
            learningRate: Float, learningRateDecay: Float = 1, hardBudget: Bool = true, evaluateEvery: Int = 1,
            recordsGradients: Bool = true, seed: UInt64
        ) {
            (self.learningRate, self.learningRateDecay) = (learningRate, learningRateDecay)
            (self.hardBudget, self.evaluateEvery) = (hardBudget, evaluateEvery)
            (self.recordsGradients, self.seed) = (recordsGradients, seed)
        }
    }

    /// Its rounds may be found otherwise when they begin, if the sites are those of a federation elsewhere.
    public private(set) var scenario: Scenario
    public let settings: Settings
    private let trainer: (any SiteTrainer)?
    private let oracle: any RoundOracle
    /// The oracle, if gradients and updates are live.
    private let probe: GradientProbe?
    private var policy: any SelectionPolicy
    private var aggregation: any Aggregation
    private var server: any ServerOptimizer
    private var average: ModelAverage
    /// For a policy that asks for it.
    private var heading: ModelHeading?
    private var round = 0
    public private(set) var parameters: [Float]
    public private(set) var ledger: Ledger
    private var history: ParticipationHistory
    /// Of the sites' optimizers after their last training, where they are kept.
    private var moments: [Int: AdamMoments] = [:]
    /// How updates travel, with what sites have not sent yet.
    private var channel: UpdateChannel
    /// Evaluation of `deliveredParameters`, until they change.
    private var lastEvaluation: Evaluation?

    /// A live run, or a plan without training.
    ///
    /// - Parameters:
    ///   - trainer: nil for a plan: sites send nothing, and a policy that asks for gradients or losses is a caller's bug.
    ///   - aggregation: nil is what the policy prefers.
    ///   - server: how the aggregated update is applied.
    ///   - average: what is evaluated and delivered; nil is what the policy prefers.
    ///   - parameters: the initial global model; empty without a trainer.
    ///   - pool: projects gradients in parallel; the result does not depend on it.
    public convenience init(
        scenario: Scenario, trainer: (any SiteTrainer)?, policy: any SelectionPolicy,
        aggregation: (any Aggregation)? = nil, server: any ServerOptimizer = Averaging(),
        average: ModelAverage? = nil, parameters: [Float] = [], settings: Settings,
        pool: WorkerPool = WorkerPool(workers: 1)
    ) {
        let probe = GradientProbe(
            scenario: scenario, trainer: trainer, hardBudget: settings.hardBudget,
            recordsProducts: settings.recordsGradients, seed: settings.seed, pool: pool)
        self.init(
            scenario: scenario, trainer: trainer, oracle: probe, policy: policy, aggregation: aggregation,
            server: server, average: average, parameters: parameters, settings: settings)
    }

    /// A run on what another one recorded, without training.
    public convenience init(
        replaying recorded: RecordedGradients, scenario: Scenario, policy: any SelectionPolicy, settings: Settings
    ) {
        self.init(
            scenario: scenario, trainer: nil, oracle: recorded, policy: policy, aggregation: nil, server: Averaging(),
            average: nil, parameters: [], settings: settings)
    }

    private init(
        scenario: Scenario, trainer: (any SiteTrainer)?, oracle: any RoundOracle, policy: any SelectionPolicy,
        aggregation: (any Aggregation)?, server: any ServerOptimizer, average: ModelAverage?, parameters: [Float],
        settings: Settings
    ) {
        precondition(
            parameters.count == trainer?.parameterCount ?? 0,
            "\(parameters.count) parameters for a model of \(trainer?.parameterCount ?? 0)")
        (self.scenario, self.trainer, self.oracle, self.policy) = (scenario, trainer, oracle, policy)
        self.aggregation = aggregation ?? policy.preferredAggregation
        (self.server, self.parameters, self.settings) = (server, parameters, settings)
        self.average = average ?? policy.preferredAverage
        heading = policy.needs.contains(.heading) && trainer != nil ? ModelHeading() : nil
        probe = oracle as? GradientProbe
        ledger = Ledger(
            siteGrids: scenario.sites.map { scenario.trace.zones[$0.zone] },
            networkGrids: scenario.sites.map { site in
                switch site.energy.networkGrid {
                case .site: scenario.trace.zones[site.zone]
                case .zone(let name): name
                case .meanOfSites: "mean of sites"
                }
            })
        history = ParticipationHistory(sites: scenario.sites.count)
        channel = UpdateChannel(scenario.workload.updates)
    }

    /// The model that is evaluated, and the result of the run: `parameters`, or their running mean.
    public var deliveredParameters: [Float] { average.delivered(parameters) }

    public var isFinished: Bool { round == scenario.rounds }

    /// Q(t) now, after the last finished round.
    public var queue: Double { policy.queue }

    /// A snapshot between two rounds; setting it continues from there.
    ///
    /// - Throws (on `restore`): `DecodingError` if the snapshot is of another policy.
    public func snapshot() throws -> SimulationState {
        SimulationState(
            round: round, parameters: FloatBlob(parameters), aggregationMemory: try aggregation.encodedMemory(),
            serverMemory: try server.encodedMemory(), averageMemory: try average.encodedMemory(),
            headingMemory: try heading?.encodedMemory(), ledger: ledger, history: history,
            staleGradients: probe?.stale.map { FloatBlob($0) },
            sketchedGradients: probe?.sketched.map { FloatBlob($0) }, hasCoresets: probe?.hasCoresets,
            conditions: scenario.conditions.isEmpty ? nil : scenario.conditions,
            siteMoments: moments.isEmpty ? nil : moments,
            updateRemainders: channel.memory.isEmpty ? nil : try channel.encodedMemory(),
            policyMemory: try policy.encodedMemory())
    }

    public func restore(_ state: SimulationState) throws {
        try policy.restoreMemory(state.policyMemory)
        try aggregation.restoreMemory(state.aggregationMemory)
        try server.restoreMemory(state.serverMemory)
        try average.restoreMemory(state.averageMemory)
        if let memory = state.headingMemory { try heading?.restoreMemory(memory) }
        channel = UpdateChannel(scenario.workload.updates)
        if let memory = state.updateRemainders { try channel.restoreMemory(memory) }
        moments = state.siteMoments ?? [:]
        (round, parameters) = (state.round, state.parameters.values)
        (ledger, history) = (state.ledger, state.history)
        for (round, found) in (state.conditions ?? [:]).sorted(by: { $0.key < $1.key }) {
            try scenario.apply(found, to: round)
        }
        probe?.scenario = scenario
        probe?.stale = state.staleGradients?.values
        probe?.sketched = state.sketchedGradients?.values
        probe?.hasCoresets = state.hasCoresets ?? false
        lastEvaluation = nil
    }

    /// What the policy's first probe of gradients emits if it is made in the next round [g]; 0 for a policy without one.
    public var firstProbeGrams: Double {
        policy.gradientSource.flatMap { probe?.firstProbeGrams($0) } ?? 0
    }

    /// Runs one round: select, train, aggregate, account, evaluate.
    ///
    /// With an offline policy the first round runs the whole rehearsal before it.
    /// - Throws: `TrainingError.diverged`, and whatever the trainer or the trace throws.
    /// - Precondition: the run is not finished.
    public func step() throws -> RoundReport {
        precondition(!isFinished, "all \(scenario.rounds) rounds are done")
        if round == 0, let rehearsal = policy.rehearsal {
            try policy.prepare(rehearse(rehearsal), scenario: scenario)
        }
        try beginRound()
        oracle.beginRound(parameters: parameters)
        let slot = Slot(
            round: round, scenario: scenario, spentGrams: ledger.totalGrams, history: history, oracle: oracle,
            seed: settings.seed, hardBudget: settings.hardBudget, heading: heading?.current ?? 0,
            gramsLeft: { self.gramsLeft(after: $0) })
        let queue = policy.queue
        let selection = try policy.select(in: slot).fitted(in: slot)

        let learningRate = settings.learningRate * powf(settings.learningRateDecay, Float(round))
        let selected = selection.sites.sorted()
        let replies =
            try trainer?.train(
                selected, isLone: selected.count == 1, round: round, from: parameters, learningRate: learningRate,
                moments: selected.reduce(into: [:]) { $0[$1] = moments[$1] }) ?? []
        for (site, reply) in zip(selected, replies) { moments[site] = reply.moments ?? moments[site] }
        let updates = zip(selected, replies).filter { !$1.isMissing }.map { channel.sent($1, by: $0) }
        let sites = trainer == nil ? selected : zip(selected, replies).filter { !$1.isMissing }.map { $0.0 }
        var ordered = selection
        ordered.sites = sites
        heading?.hear(updates, shares: sites.map { scenario.shares[$0] }, at: parameters)
        let weights = try aggregate(updates, of: ordered, learningRate: learningRate)
        probe?.remember(updates, of: sites, learningRate: learningRate)

        let losses =
            trainer == nil
            ? sites.map { SiteLoss(samples: scenario.samples(at: $0), mean: 0, meanSquare: 0) } : updates.map(\.loss)
        let entries = account(selected: selected, trained: sites, weights: weights, slot: slot)
        let grams = entries.reduce(0) { $0 + $1.footprint.total }
        history.record(round: round, sites: sites, losses: losses)
        history.recordCost(grams: grams, sites: selected.count, meanFootprint: slot.meanFootprint)
        policy.observe(RoundOutcome(sites: sites, totalGrams: grams, allowanceGrams: scenario.allowanceGrams))
        let report = RoundReport(
            round: round, start: scenario.instant(of: round), queue: queue,
            utility: selection.utility.map { $0.value(of: sites) }, sites: entries,
            cumulativeGrams: ledger.totalGrams, trainLoss: Self.meanLoss(losses), evaluation: try evaluateIfDue(),
            gram: oracle.gram, distanceError: oracle.distanceError)
        try federation?.hear(report)
        round += 1
        return report
    }

    private var federation: (any FederationSites)? { trainer as? any FederationSites }

    /// Waits for a federation to begin its round, and takes what it finds there into the scenario.
    private func beginRound() throws {
        guard let federation else { return }
        let found = try federation.begin(round, spentGrams: ledger.totalGrams)
        try federation.settle(found) { try scenario.apply($0, to: round) }
        probe?.scenario = scenario
    }

    /// A whole run of another policy from the present model, with no budget enforced and nothing charged to this one.
    private func rehearse(_ policy: any SelectionPolicy) throws -> [RehearsedRound] {
        var settings = settings
        (settings.hardBudget, settings.evaluateEvery) = (false, scenario.rounds)
        let rehearsal = FederatedSimulation(
            scenario: scenario, trainer: trainer, policy: policy, server: server, parameters: parameters,
            settings: settings)
        var rounds: [RehearsedRound] = []
        while !rehearsal.isFinished {
            let report = try rehearsal.step()
            rounds.append(RehearsedRound(round: report.round, gram: report.gram))
        }
        return rounds
    }

    /// What a hard budget has left after a round of these sites, what was probed in it included [g]; negative where it does
    /// not cover them.
    private func gramsLeft(after sites: [Int]) -> Double {
        guard settings.hardBudget else { return .infinity }
        let footprints = oracle.charges(training: sites, round: round).map(\.footprint)
        let left = scenario.budgetGrams - ledger.totalGrams - footprints.reduce(0) { $0 + $1.total }
        // Rounding matters only near equality; there, the ledger's exact sum decides.
        guard abs(left) <= Slot.equalityMargin * scenario.budgetGrams else { return left }
        var after = ledger
        for (site, footprint) in footprints.enumerated() {
            after.record(round: round, site: site, footprint: footprint)
        }
        return scenario.budgetGrams - after.totalGrams
    }

    /// w ← server(w, Δ), with Δ from the aggregation; returns the weights of the selected. No update changes nothing.
    private func aggregate(
        _ updates: [SiteUpdate], of selection: Selection, learningRate: Float
    ) throws -> [Double] {
        func round(_ updates: [SiteUpdate], remembering remembered: RememberedUpdates?) -> AggregationRound {
            AggregationRound(
                round: self.round, sites: selection.sites, updates: updates, shares: scenario.shares,
                lastRounds: history.lastRound, utility: selection.utility,
                inclusionProbabilities: selection.inclusionProbabilities, remembered: remembered,
                policyWeights: selection.weights)
        }
        try federation?.hear(
            siteWeights(of: selection.sites, round), round: self.round,
            evaluates: isEvaluationDue)
        guard !updates.isEmpty else { return [] }
        var sum = [Float](repeating: 0, count: parameters.count)
        let weights = aggregation.aggregate(
            round(updates, remembering: rememberedUpdates(learningRate: learningRate)), into: &sum)
        server.apply(update: sum, to: &parameters)
        average.follow(parameters)
        heading?.follow(parameters)
        lastEvaluation = nil
        return weights
    }

    /// The weight of every update in the round's: what the aggregation makes of unit vectors, one for what each site sends now
    /// and one for what it sent before.
    private func siteWeights(
        of sites: [Int], _ round: ([SiteUpdate], RememberedUpdates?) -> AggregationRound
    ) -> RoundWeights {
        let count = scenario.sites.count
        var sum = [Float](repeating: 0, count: 2 * count)
        if !sites.isEmpty {
            let fresh = sites.map { site in
                var unit = [Float](repeating: 0, count: 2 * count)
                unit[site] = 1
                return SiteUpdate(change: unit, steps: 1, loss: SiteLoss(samples: 1, mean: 0, meanSquare: 0))
            }
            var before = [Float](repeating: 0, count: 2 * count * count)
            for site in 0..<count where history.lastRound[site] != nil { before[2 * count * site + count + site] = 1 }
            var copy = aggregation
            _ = copy.aggregate(round(fresh, RememberedUpdates(updates: before, sites: count)), into: &sum)
        }
        return RoundWeights(fresh: sum[..<count].map(Double.init), remembered: sum[count...].map(Double.init))
    }

    private func rememberedUpdates(learningRate: Float) -> RememberedUpdates? {
        guard let probe, type(of: aggregation).needs.contains(.rememberedUpdates) else { return nil }
        probe.keepUpdates()
        return probe.rememberedUpdates(
            scales: scenario.sites.map { site in
                let steps = scenario.workload.training(at: site).stepCount(examples: site.rows.count)
                return -Double(steps) * Double(learningRate)
            })
    }

    /// Books the round and describes it site by site.
    ///
    /// - Parameter trained: those of the selected that sent an update; the others have spent their carbon for nothing.
    private func account(
        selected: [Int], trained: [Int], weights: [Double], slot: Slot
    ) -> [RoundReport.SiteEntry] {
        let charges = oracle.charges(training: selected, round: round)
        var weightOf = [Double](repeating: 0, count: charges.count)
        for (site, weight) in zip(trained, weights) { weightOf[site] = weight }
        let (selected, trained) = (Set(selected), Set(trained))
        return charges.enumerated().map { site, charge in
            let footprint = charge.footprint
            ledger.record(round: round, site: site, footprint: footprint)
            return RoundReport.SiteEntry(
                site: site, selected: selected.contains(site), intensity: slot.intensities[site],
                energyKWh: charge.energyKWh, footprint: footprint,
                samples: trained.contains(site) ? scenario.samples(at: site) : 0, weight: weightOf[site])
        }
    }

    private func evaluateIfDue() throws -> Evaluation? {
        guard let trainer, isEvaluationDue else { return nil }
        let evaluation = try lastEvaluation ?? trainer.evaluate(deliveredParameters)
        // Those of a federation are not ours to keep: it is asked each time.
        lastEvaluation = federation == nil ? evaluation : nil
        return evaluation.count > 0 ? evaluation : nil
    }

    private var isEvaluationDue: Bool {
        (round + 1).isMultiple(of: settings.evaluateEvery) || round + 1 == scenario.rounds
    }

    private static func meanLoss(_ losses: [SiteLoss]) -> Double? {
        let samples = losses.reduce(0) { $0 + $1.samples }
        guard samples > 0 else { return nil }
        return losses.reduce(0) { $0 + $1.mean * Double($1.samples) } / Double(samples)
    }
}
