import CarbonAccounting
import FederatedEngine
import Learning
import SiteSelection
import TestSupport
import Testing

/// A rule of the engine beside its reference.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Budgets up to which sets are compared.
    var largestFraction = 1.0
    let policy: any SelectionPolicy
    let aggregation: any Aggregation
    let server: any ServerOptimizer
    let weights: ReferenceRun.Weights
    let serverReference: ReferenceRun.Server
    let rule: @Sendable (ReferenceRun) throws -> ReferenceRun.Choice

    init(
        _ name: String, _ policy: any SelectionPolicy, _ aggregation: any Aggregation = DataSizeAggregation(),
        _ weights: ReferenceRun.Weights = .dataSize, server: any ServerOptimizer = Averaging(),
        serverReference: ReferenceRun.Server = .averaging,
        rule: @escaping @Sendable (ReferenceRun) throws -> ReferenceRun.Choice
    ) {
        (self.name, self.policy, self.aggregation, self.server) = (name, policy, aggregation, server)
        (self.weights, self.serverReference, self.rule) = (weights, serverReference, rule)
    }

    var testDescription: String { name }

    static func cafe(drift: Double? = 0.1, floor: Int = 0, queue: Double = 0) -> CAFEPolicy {
        CAFEPolicy(
            utility: .facilityLocation, gradients: .updates, penaltyWeight: .perAffordableSite(6), solver: .automatic,
            minimumSites: floor, initialQueue: queue, pacing: .remaining, memoryDrift: drift)
    }

    static func reconstructed(_ weight: Double = 1, absolute: Bool = false) -> CAFEPolicy {
        CAFEPolicy(
            utility: .facilityLocation, gradients: .stale, penaltyWeight: .fixed(weight),
            solver: .deterministicDoubleGreedy(.index), readsAbsolute: absolute)
    }

    static let remembered = RememberedAggregation(retention: 0.9)

    /// Two sites that are nearest to each other and to nobody else in the set are a tie, which rounding decides: with few
    /// sites of five there is none.
    static var divFL: ReferenceCase {
        var item = ReferenceCase("divFL", DiverseClientsPolicy(count: .affordable)) { try ReferenceRules.divFL($0) }
        item.largestFraction = 0.35
        return item
    }

    static let all: [ReferenceCase] = [
        .init("paced", cafe(), remembered, .remembered(0.9)) { ReferenceRules.paced()($0) },
        .init("paced, floor", cafe(floor: 2), remembered, .remembered(0.9)) { ReferenceRules.paced(floor: 2)($0) },
        .init("paced, queue", cafe(queue: 3), remembered, .remembered(0.9)) {
            ReferenceRules.paced(initialQueue: 3)($0)
        },
        .init("paced, no drift", cafe(drift: nil), CoresetAggregation(), .coreset) {
            ReferenceRules.paced(drift: nil)($0)
        },
        .init("freshness", FreshnessPolicy(), remembered, .remembered(0.9)) { ReferenceRules.freshness($0) },
        .init("reconstructed", reconstructed()) { try ReferenceRules.reconstructed()($0) },
        .init("reconstructed, coreset", reconstructed(3), CoresetAggregation(), .coreset) {
            try ReferenceRules.reconstructed(weight: 3)($0)
        },
        .init("unweighted", reconstructed(0.3, absolute: true)) {
            try ReferenceRules.reconstructed(weight: 0.3, unweighted: true)($0)
        },
        .init("myopic", MyopicPolicy(utility: .facilityLocation)) { try ReferenceRules.myopic($0) },
        .init("staticBest", StaticBestPolicy(utility: .facilityLocation)) { try ReferenceRules.staticBest($0) },
        .init("full", FullParticipationPolicy(), UnbiasedAggregation(), .unbiased) { ReferenceRules.full($0) },
        .init("random", RandomPolicy(count: .affordable), UnbiasedAggregation(), .unbiased) {
            ReferenceRules.random($0)
        },
        .init("budgetedRandom", BudgetedRandomPolicy(), VarianceReducedAggregation(), .fedVARP) {
            ReferenceRules.budgetedRandom($0)
        },
        .init("roundRobin", RoundRobinPolicy(count: .affordable), RememberedAggregation(retention: 1), .remembered(1)) {
            ReferenceRules.roundRobin($0)
        },
        .init(
            "lowestIntensity", LowestIntensityPolicy(), UniformAggregation(), .uniform,
            server: ServerMomentum(momentum: 0.5, learningRate: 0.7), serverReference: .momentum(0.5, rate: 0.7)
        ) { ReferenceRules.lowestIntensity($0) },
        .init(
            "threshold", ThresholdPolicy(quantile: 0.5, windowRounds: 6), server: ServerAdam(), serverReference: .adam
        ) { ReferenceRules.threshold($0) },
        divFL,
        .init("greenFL", GreenFLPolicy(closingRounds: 2), UnbiasedAggregation(), .unbiased) {
            ReferenceRules.greenFL($0)
        },
        .init("lowcarb", LowcarbPolicy(count: .affordable, windowRounds: 6)) { ReferenceRules.lowcarb($0) },
        .init(
            "powerOfChoice", PowerOfChoicePolicy(count: .affordable, candidates: 3), UniformAggregation(), .uniform
        ) { try ReferenceRules.powerOfChoice($0) },
        .init("oort", OortPolicy(count: .affordable, penalty: .duration)) { ReferenceRules.oort(carbon: false)($0) },
        .init("carbonOort", OortPolicy(count: .affordable, penalty: .carbon)) { ReferenceRules.oort(carbon: true)($0) },
        .init("fedZero", FedZeroPolicy(count: .affordable, blockingQuantile: 0.5)) { ReferenceRules.fedZero($0) },
        .init("ecoLearn", EcoLearnPolicy(count: .affordable)) { ReferenceRules.ecoLearn($0) },
    ]
}

/// Whole runs of every rule, aggregation and server optimizer against plain code.
@Suite struct ReferenceRunTests {
    /// A part of full participation, hours in which sites are there, and idle power.
    struct Setting: Sendable {
        let fraction: Double
        var windows: [ClosedRange<Int>?] = [nil, nil, nil, nil, nil]
        var idleWatts = 0.0
    }

    static let settings = [
        Setting(fraction: 0.3), Setting(fraction: 0.06), Setting(fraction: 0.02), Setting(fraction: 0.8),
        Setting(fraction: 0.25, windows: [nil, 1...7, nil, 4...9, 0...2]),
        Setting(fraction: 0.4, windows: [3...20, nil, 3...9, nil, 3...12], idleWatts: 40),
    ]

    @Test(arguments: ReferenceCase.all) func everyRoundIsThatOfTheReference(item: ReferenceCase) throws {
        var trained = 0
        for setting in Self.settings where setting.fraction <= item.largestFraction {
            let availability = setting.windows.map { window in
                window.map {
                    SiteAvailability([
                        .daily(fromSecondOfDay: $0.lowerBound * 3600, toSecondOfDay: ($0.upperBound + 1) * 3600)
                    ])
                } ?? .always
            }
            let task = try TinyTask(
                rounds: 16, budget: .fractionOfFull(setting.fraction), idleWatts: setting.idleWatts,
                availability: availability)
            for seed: UInt64 in 1...2 {
                let simulation = FederatedSimulation(
                    scenario: task.scenario, trainer: task.trainer(seed: seed), policy: item.policy,
                    aggregation: item.aggregation, server: item.server,
                    parameters: task.task.initialParameters(seed: seed),
                    settings: .init(learningRate: 0.05, learningRateDecay: 0.97, evaluateEvery: 16, seed: seed))
                let reference = ReferenceRun(
                    task, windows: setting.windows, seed: seed, idleWatts: setting.idleWatts, weights: item.weights,
                    server: item.serverReference, rule: item.rule)
                for round in 0..<16 {
                    let expected = try reference.step()
                    let found = try simulation.step()
                    let place = "\(item.name) at \(setting.fraction), seed \(seed), round \(round)"
                    try #require(found.sites.filter(\.selected).map(\.site) == expected.sites, "\(place)")
                    trained += expected.sites.count
                    for (entry, (grams, weight)) in zip(found.sites, zip(expected.grams, expected.weights)) {
                        #expect(abs(entry.footprint.total - grams) <= 1e-9 * max(grams, 1e-9), "\(place)")
                        #expect(abs(entry.weight - weight) < 1e-6, "\(place)")
                    }
                    if item.policy is CAFEPolicy, round > 0 || item.name != "paced, queue" {
                        #expect(abs(found.queue - expected.queue) < 1e-9, "\(place)")
                    }
                    #expect((found.trainLoss == nil) == (expected.loss == nil), "\(place)")
                    #expect(abs((found.trainLoss ?? 0) - (expected.loss ?? 0)) < 1e-6, "\(place)")
                    let off = zip(simulation.parameters, reference.parameters).map { abs(Double($0) - $1) }.max() ?? 0
                    #expect(off < 2e-4, "\(place): \(off)")
                    let delivered = item.policy is FreshnessPolicy ? reference.averaged : reference.parameters
                    let gap = zip(simulation.deliveredParameters, delivered).map { abs(Double($0) - $1) }.max() ?? 0
                    #expect(gap < 2e-4, "\(place): \(gap)")
                }
                #expect(abs(simulation.ledger.totalGrams - reference.spent) < 1e-9 * reference.budget)
            }
        }
        #expect(trained > 30)
    }
}
