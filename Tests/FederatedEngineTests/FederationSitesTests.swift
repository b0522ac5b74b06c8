import CarbonAccounting
import FederatedEngine
import Learning
import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// A federation whose sites train here: what the engine asks and tells is written down.
private final class Federation: FederationSites {
    private let local: any SiteTrainer
    /// What each round begins with, and who sends nothing in it.
    var conditions: (Int) -> RoundConditions = { _ in RoundConditions() }
    var missing: (Int) -> Set<Int> = { _ in [] }
    var innerProducts: [Double]?
    private(set) var weights: [RoundWeights] = []
    private(set) var sent: [[Int: [Float]]] = []

    init(_ local: any SiteTrainer) { self.local = local }

    var parameterCount: Int { local.parameterCount }
    var work: WorkPerExample { local.work }

    func begin(_ round: Int, spentGrams: Double) -> RoundConditions { conditions(round) }
    func settle(_ found: RoundConditions, _ apply: (RoundConditions) throws -> Void) throws { try apply(found) }
    func hear(_ weights: RoundWeights, round: Int, evaluates: Bool) { self.weights.append(weights) }
    func hear(_ report: RoundReport) {}

    func train(
        _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float,
        moments: [Int: AdamMoments]
    ) throws -> [SiteUpdate] {
        let updates = try local.train(
            sites, isLone: isLone, round: round, from: parameters, learningRate: learningRate, moments: moments)
        let lost = missing(round)
        sent.append([:])
        return zip(sites, updates).map { site, update in
            if lost.contains(site) { return .missing }
            sent[sent.count - 1][site] = update.change
            return update
        }
    }

    func gradients(_ extent: GradientExtent, of sites: [Int], at parameters: [Float]) throws -> [[Float]] {
        try local.gradients(extent, of: sites, at: parameters)
    }
    func coresetDistances(_ fraction: Double, of site: Int) -> Double { local.coresetDistances(fraction, of: site) }
    func losses(of sites: [Int], at parameters: [Float]) throws -> [Double] {
        try local.losses(of: sites, at: parameters)
    }
    func evaluate(_ parameters: [Float]) throws -> Evaluation { try local.evaluate(parameters) }
}

@Suite struct FederationSitesTests {
    private static func simulation(
        _ policy: any SelectionPolicy, _ task: TinyTask, aggregation: (any Aggregation)? = nil,
        _ change: (Federation) -> Void = { _ in }
    ) -> (FederatedSimulation, Federation) {
        let federation = Federation(task.trainer())
        change(federation)
        let simulation = FederatedSimulation(
            scenario: task.scenario, trainer: federation, policy: policy, aggregation: aggregation,
            parameters: task.task.initialParameters(seed: 1),
            settings: .init(learningRate: 0.05, evaluateEvery: 4, seed: 1))
        return (simulation, federation)
    }

    /// A federation that finds every round as the scenario has it is a simulation.
    @Test(arguments: [0, 1, 2]) func whatIsFoundAsDeclaredChangesNothing(number: Int) throws {
        let policy: any SelectionPolicy =
            [FreshnessPolicy(), RandomPolicy(count: .fixed(2)), PolicyCatalogue.cafe(.facilityLocation, .stale)][number]
        let task = try TinyTask()
        let here = FederatedSimulation(
            scenario: task.scenario, trainer: task.trainer(), policy: policy,
            parameters: task.task.initialParameters(seed: 1),
            settings: .init(learningRate: 0.05, evaluateEvery: 4, seed: 1))
        let (there, _) = Self.simulation(policy, task)
        #expect(try there.run() == here.run())
        #expect(there.parameters == here.parameters)
    }

    /// Σ weight·update and Σ weight·(update before) is the step of the model, for every aggregation that is a weighted sum.
    @Test(arguments: [0, 1, 2, 3, 4]) func theWeightsMakeTheStep(number: Int) throws {
        let aggregation: any Aggregation =
            [
                DataSizeAggregation(), UniformAggregation(), RememberedAggregation(), VarianceReducedAggregation(),
                UnbiasedAggregation(),
            ][number]
        let (simulation, federation) = try Self.simulation(
            RandomPolicy(count: .fixed(2)), TinyTask(budget: .fractionOfFull(1)), aggregation: aggregation
        ) { $0.missing = { $0 % 3 == 2 ? [0, 1] : [] } }
        var last: [Int: [Float]] = [:]
        var remembers = false
        while !simulation.isFinished {
            let before = simulation.parameters
            _ = try simulation.step()
            let weights = try #require(federation.weights.last)
            let sent = try #require(federation.sent.last)
            var step = [Double](repeating: 0, count: before.count)
            for site in 0..<5 {
                for k in step.indices {
                    step[k] += weights.fresh[site] * Double(sent[site]?[k] ?? 0)
                    step[k] += weights.remembered[site] * Double(last[site]?[k] ?? 0)
                }
            }
            remembers = remembers || weights.remembered.contains { $0 != 0 }
            for k in step.indices {
                #expect(
                    abs(step[k] - Double(simulation.parameters[k] - before[k])) < 1e-5, "\(simulation.parameters[k])")
            }
            last.merge(sent) { $1 }
        }
        #expect(remembers == (number == 2 || number == 3))
    }

    /// A site that sends nothing has emitted for nothing, and is not taken to have trained.
    @Test func aSiteThatIsLostCostsItsCarbon() throws {
        let task = try TinyTask(budget: .fractionOfFull(1))
        let (simulation, _) = Self.simulation(FullParticipationPolicy(), task) { $0.missing = { $0 == 3 ? [2] : [] } }
        let reports = try simulation.run()
        let (whole, _) = Self.simulation(FullParticipationPolicy(), task)
        let lost = reports[3].sites[2]
        #expect(lost.selected && lost.samples == 0 && lost.weight == 0)
        #expect(lost.footprint == (try whole.run())[3].sites[2].footprint && lost.footprint.total > 0)
        #expect(abs(reports[3].sites.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        #expect(try simulation.snapshot().history.counts == [12, 12, 11, 12, 12])
        let sum = reports.flatMap(\.sites).reduce(0) { $0 + $1.footprint.total }
        #expect(abs(sum - reports[11].cumulativeGrams) < 1e-9 * sum)
    }

    @Test func aRoundWithoutAnyUpdateLeavesTheModel() throws {
        let (simulation, federation) = try Self.simulation(FullParticipationPolicy(), TinyTask()) {
            $0.missing = { _ in Set(0..<5) }
        }
        let before = simulation.parameters
        let report = try simulation.step()
        #expect(simulation.parameters == before && report.cumulativeGrams > 0)
        #expect(federation.weights == [federation.weights[0]] && federation.weights[0].fresh.allSatisfy { $0 == 0 })
    }

    private static func found(_ round: Int) -> RoundConditions {
        switch round % 4 {
        case 1: RoundConditions(intensities: (0..<5).map { 100 * Double($0 + 1) })
        case 2: RoundConditions(startSeconds: 3600 * (round + 2) + 600, available: [1, 3])
        case 3: RoundConditions(footprints: [1e-3, 2e-3, 3e-3, 4e-3, 5e-3], available: [0, 4])
        default: RoundConditions()
        }
    }

    /// Live conditions are booked as they were found, and a continued run knows them all.
    @Test func conditionsAreBookedAndSurviveACheckpoint() throws {
        let task = try TinyTask(rounds: 10, budget: .grams(1))
        func start() -> FederatedSimulation {
            Self.simulation(FreshnessPolicy(), task) { $0.conditions = Self.found }.0
        }
        let whole = start()
        let reports = try whole.run()
        #expect(reports[1].sites.map(\.intensity) == [100, 200, 300, 400, 500])
        #expect(reports[2].start.secondsSinceEpoch == 3600 * 4 + 600)
        #expect(reports[3].start.secondsSinceEpoch == 3600 * 5 + 600)  // the clock goes on from there
        for round in [2, 6] { #expect(reports[round].sites.allSatisfy { !$0.selected || [1, 3].contains($0.site) }) }
        for site in reports[3].sites where site.selected {
            #expect(site.footprint.total == 1e-3 * Double(site.site + 1))
            #expect(abs(site.energyKWh * site.intensity - site.footprint.total) < 1e-15)
        }
        #expect(reports[3].selectedCount > 0)
        let first = start()
        for _ in 0..<5 { _ = try first.step() }
        let second = start()
        try second.restore(first.snapshot())
        #expect(try second.run() == Array(reports[5...]))
    }

    @Test func anInstantOutsideTheTraceIsAnError() throws {
        let (simulation, _) = try Self.simulation(FreshnessPolicy(), TinyTask()) {
            $0.conditions = { _ in RoundConditions(startSeconds: -1) }
        }
        #expect(throws: TraceError.self) { try simulation.step() }
        // With live intensities it may be any.
        let (live, _) = try Self.simulation(FreshnessPolicy(), TinyTask()) {
            $0.conditions = {
                RoundConditions(startSeconds: 1_800_000_000 + 3600 * $0, intensities: [100, 200, 300, 400, 500])
            }
        }
        #expect(try live.run().count == 12)
    }

    @Test func innerProductsMayBeTheFederationsOwn() throws {
        let gram = (0..<25).map { $0 % 6 == 0 ? 4.0 : 1.0 }
        let (simulation, _) = try Self.simulation(FreshnessPolicy(), TinyTask()) { $0.innerProducts = gram }
        #expect(try simulation.step().gram == gram)
    }
}
