import CarbonAccounting
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import SiteSelection

/// One run: a model trained over a scenario's rounds by the sites that a policy chooses.
///
/// Call `step()` until `isFinished`. `state` between two steps is all that a continuation needs.
public final class FederatedSimulation {
    public struct Settings: Sendable {
        public var learningRate: Float
        /// The learning rate of round t is learningRate · decay^t.
        public var learningRateDecay: Float
        public var aggregation: Aggregation
        /// Whether the least useful sites of a round are dropped where its footprint would break the budget.
        public var hardBudget: Bool
        /// Rounds between evaluations; the last round is always evaluated.
        public var evaluateEvery: Int
        public var seed: UInt64

        public init(
            learningRate: Float, learningRateDecay: Float = 1, aggregation: Aggregation = .dataSize,
            hardBudget: Bool = true, evaluateEvery: Int = 1, seed: UInt64
        ) {
            (self.learningRate, self.learningRateDecay, self.aggregation) = (
                learningRate, learningRateDecay, aggregation
            )
            (self.hardBudget, self.evaluateEvery, self.seed) = (hardBudget, evaluateEvery, seed)
        }
    }

    public let scenario: Scenario
    public let settings: Settings
    private let trainer: any SiteTrainer
    private let probe: GradientProbe
    private var policy: any SelectionPolicy
    private var server: ServerOptimizer
    private var round = 0
    public private(set) var parameters: [Float]
    public private(set) var ledger: Ledger
    private var history: ParticipationHistory
    /// Evaluation of `parameters`, until they change.
    private var lastEvaluation: Evaluation?

    /// - Parameters:
    ///   - parameters: the initial global model.
    ///   - server: how the aggregated update is applied.
    ///   - pool: projects gradients in parallel; the result does not depend on it.
    public init(
        scenario: Scenario, trainer: any SiteTrainer, policy: any SelectionPolicy, server: ServerOptimizer,
        parameters: [Float], settings: Settings, pool: WorkerPool = WorkerPool(workers: 1)
    ) {
        precondition(
            parameters.count == trainer.network.parameterCount,
            "\(parameters.count) parameters for a network of \(trainer.network.parameterCount)")
        (self.scenario, self.trainer, self.policy, self.server) = (scenario, trainer, policy, server)
        (self.parameters, self.settings) = (parameters, settings)
        probe = GradientProbe(
            scenario: scenario, trainer: trainer, hardBudget: settings.hardBudget, seed: settings.seed, pool: pool)
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
    }

    public var isFinished: Bool { round == scenario.rounds }

    /// Q(t) now, after the last finished round.
    public var queue: Double { policy.queue }

    /// A snapshot between two rounds; setting it continues from there.
    ///
    /// - Throws (on `restore`): `DecodingError` if the snapshot is of another policy.
    public func snapshot() throws -> SimulationState {
        SimulationState(
            round: round, parameters: FloatBlob(parameters), server: server, ledger: ledger, history: history,
            staleGradients: probe.stale.map { FloatBlob($0) },
            sketchedGradients: probe.sketched.map { FloatBlob($0) }, hasCoresets: probe.hasCoresets,
            policyMemory: try policy.encodedMemory())
    }

    public func restore(_ state: SimulationState) throws {
        try policy.restoreMemory(state.policyMemory)
        (round, parameters, server) = (state.round, state.parameters.values, state.server)
        (ledger, history, probe.stale) = (state.ledger, state.history, state.staleGradients?.values)
        (probe.sketched, probe.hasCoresets) = (state.sketchedGradients?.values, state.hasCoresets ?? false)
        lastEvaluation = nil
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
        probe.beginRound(parameters: parameters)
        let slot = Slot(
            round: round, scenario: scenario, spentGrams: ledger.totalGrams, history: history, oracle: probe,
            seed: settings.seed)
        let queue = policy.queue
        // Once the budget covers no site, nothing is worth a probe.
        let canAct =
            !settings.hardBudget || slot.available.contains { slot.footprints[$0] <= slot.remainingGrams }
        let selection = canAct ? withinBudget(try policy.select(in: slot), slot) : .nobody

        let learningRate = settings.learningRate * powf(settings.learningRateDecay, Float(round))
        let sites = selection.sites.sorted()
        var ordered = selection
        ordered.sites = sites
        let updates = try trainer.train(
            sites, isLone: sites.count == 1, round: round, from: parameters, learningRate: learningRate)
        let weights = aggregate(updates, of: ordered, learningRate: learningRate)
        probe.remember(updates, of: sites, learningRate: learningRate)

        let losses = updates.map(\.loss)
        let entries = account(sites: sites, weights: weights, slot: slot)
        history.record(round: round, sites: sites, losses: losses)
        policy.observe(
            RoundOutcome(
                round: round, sites: sites, losses: losses,
                footprintGrams: sites.map { entries[$0].footprint.total - entries[$0].footprint.probeGrams },
                totalGrams: entries.reduce(0) { $0 + $1.footprint.total }, allowanceGrams: scenario.allowanceGrams))
        let report = RoundReport(
            round: round, start: scenario.instant(of: round), queue: queue,
            utility: selection.utility.map { $0.value(of: sites) }, sites: entries,
            cumulativeGrams: ledger.totalGrams, trainLoss: Self.meanLoss(losses), evaluation: try evaluateIfDue(),
            gram: probe.gram, distanceError: probe.distanceError)
        round += 1
        return report
    }

    /// A whole run of another policy from the present model, with no budget enforced and nothing charged to this one.
    private func rehearse(_ policy: any SelectionPolicy) throws -> [RoundReport] {
        var settings = settings
        (settings.aggregation, settings.hardBudget) = (policy.preferredAggregation, false)
        settings.evaluateEvery = scenario.rounds
        let rehearsal = FederatedSimulation(
            scenario: scenario, trainer: trainer, policy: policy, server: server, parameters: parameters,
            settings: settings)
        var reports: [RoundReport] = []
        while !rehearsal.isFinished { reports.append(try rehearsal.step()) }
        return reports
    }

    /// Drops the least useful sites until the round fits what is left of a hard budget.
    private func withinBudget(_ selection: Selection, _ slot: Slot) -> Selection {
        guard settings.hardBudget else { return selection }
        var kept = selection
        while !kept.sites.isEmpty, !fitsBudget(kept.sites, slot) { kept.dropLeastUseful() }
        return kept
    }

    /// What the round takes at every site if `sites` train, probes included.
    private func energies(training sites: [Int]) -> [EnergyUse] {
        var energies = probe.bill
        for (site, energy) in zip(sites, scenario.energy(of: sites)) { energies[site] = energies[site] + energy }
        return energies
    }

    private func fitsBudget(_ sites: [Int], _ slot: Slot) -> Bool {
        let energies = energies(training: sites)
        let footprints = energies.indices.map { scenario.footprint(of: energies[$0], at: $0, in: round) }
        let left = slot.remainingGrams - footprints.reduce(0) { $0 + $1.total }
        // Rounding matters only near equality; there, the ledger's exact sum decides.
        guard abs(left) <= 1e-9 * scenario.budgetGrams else { return left > 0 }
        var after = ledger
        for (site, footprint) in footprints.enumerated() {
            after.record(round: round, site: site, footprint: footprint)
        }
        return after.totalGrams <= scenario.budgetGrams
    }

    /// w ← server(w, Σ_i a_i Δ_i), summed in site order; returns the weights of the selected. Nobody changes nothing.
    private func aggregate(_ updates: [SiteUpdate], of selection: Selection, learningRate: Float) -> [Double] {
        guard !updates.isEmpty else { return [] }
        var mean = [Float](repeating: 0, count: parameters.count)
        let weights: [Double]
        if settings.aggregation == .memory {
            var all = Aggregation.memoryWeights(
                selected: selection.sites, round: round, lastRound: history.lastRound, shares: scenario.shares)
            weights = selection.sites.map { all[$0] }
            // A remembered gradient y_j stands for the update −steps·η·y_j.
            for site in all.indices {
                let steps = scenario.workload.training(at: scenario.sites[site])
                    .stepCount(examples: scenario.sites[site].rows.count)
                all[site] *= -Double(steps) * Double(learningRate)
            }
            for site in selection.sites { all[site] = 0 }
            probe.keepUpdates()
            probe.addRemembered(all, to: &mean)
        } else {
            weights = settings.aggregation.weights(of: selection, shares: scenario.shares)
        }
        for (update, weight) in zip(updates, weights) { mean.add(update.change, scaledBy: Float(weight)) }
        server.apply(update: mean, to: &parameters)
        lastEvaluation = nil
        return weights
    }

    /// Books the round and describes it site by site.
    private func account(sites: [Int], weights: [Double], slot: Slot) -> [RoundReport.SiteEntry] {
        let energies = energies(training: sites)
        var weightOf = [Double](repeating: 0, count: energies.count)
        for (site, weight) in zip(sites, weights) { weightOf[site] = weight }
        let trained = Set(sites)
        return energies.indices.map { site in
            let footprint = scenario.footprint(of: energies[site], at: site, in: round)
            ledger.record(round: round, site: site, footprint: footprint)
            return RoundReport.SiteEntry(
                site: site, selected: trained.contains(site), intensity: slot.intensities[site],
                energyKWh: energies[site].totalKWh, footprint: footprint,
                samples: trained.contains(site) ? scenario.samples(at: site) : 0, weight: weightOf[site])
        }
    }

    private func evaluateIfDue() throws -> Evaluation? {
        guard (round + 1).isMultiple(of: settings.evaluateEvery) || round + 1 == scenario.rounds else { return nil }
        let evaluation = try lastEvaluation ?? trainer.evaluate(parameters)
        lastEvaluation = evaluation
        return evaluation
    }

    private static func meanLoss(_ losses: [SiteLoss]) -> Double? {
        let samples = losses.reduce(0) { $0 + $1.samples }
        guard samples > 0 else { return nil }
        return losses.reduce(0) { $0 + $1.mean * Double($1.samples) } / Double(samples)
    }
}
