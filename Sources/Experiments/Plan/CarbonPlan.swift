import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning
import Reproducibility

/// What an experiment would emit, before anything is trained.
///
/// Methods whose choices depend on gradients or losses cannot be planned and are named in `notPlanned`. The others make
/// the very choices of the run: same draws, same hard budget, same grams.
public struct CarbonPlan: Sendable, Codable, Equatable {
    public struct Site: Sendable, Codable, Equatable {
        public let name: String
        public let zone: String
        /// Mean over the rounds, in gCO2eq/kWh.
        public let meanIntensity: Double
        /// If the site takes part in every round.
        public let fullParticipationGrams: Double

        enum CodingKeys: String, CodingKey {
            case name, zone
            case meanIntensity = "mean_intensity"
            case fullParticipationGrams = "full_participation_g"
        }
    }

    public struct MethodPlan: Sendable, Codable, Equatable {
        public let name: String
        /// The `kind` of its policy.
        public let policyKind: String?
        /// By seed, in the experiment's order.
        public let totalGrams: [Double]
        public let meanTotalGrams: Double
        /// Mean over the seeds, in site order.
        public let siteGrams: [Double]
        /// Rounds in which at least one site trains, mean over the seeds.
        public let roundsTrained: Double
        /// Sites per round over all rounds, mean over the seeds.
        public let meanSelected: Double

        enum CodingKeys: String, CodingKey {
            case name
            case policyKind = "policy_kind"
            case totalGrams = "total_g_by_seed"
            case meanTotalGrams = "total_g"
            case siteGrams = "site_g"
            case roundsTrained = "rounds_trained"
            case meanSelected = "mean_selected"
        }
    }

    public struct Budget: Sendable, Codable, Equatable {
        public let fractionOfFull: Double
        public let grams: Double

        enum CodingKeys: String, CodingKey {
            case grams
            case fractionOfFull = "fraction_of_full"
        }
    }

    public struct Start: Sendable, Codable, Equatable {
        public let start: UTCInstant
        public let fullParticipationGrams: Double

        enum CodingKeys: String, CodingKey {
            case start
            case fullParticipationGrams = "full_participation_g"
        }
    }

    public let experiment: String
    public let start: UTCInstant
    public let end: UTCInstant
    public let rounds: Int
    public let slotSeconds: Int
    public let seeds: [UInt64]
    /// Means over the seeds, as are all grams of sites, budgets and methods: each seed has another partition, so other
    /// amounts of work.
    public let fullParticipationGrams: Double
    public let budgetGrams: Double
    /// By seed, in the experiment's order.
    public let budgetGramsBySeed: [Double]
    public let sites: [Site]
    public let methods: [MethodPlan]
    public let notPlanned: [String]
    /// Budgets that buy nothing, and methods whose first probe costs more than the budget.
    public let warnings: [String]
    /// Budgets at a tenth, a quarter, a half and three quarters of full participation.
    public let budgets: [Budget]
    /// Full participation if the experiment began whole weeks earlier or later, as far as the trace goes.
    public let starts: [Start]
    public let cheapestStart: Start
    public let mostExpensiveStart: Start

    enum CodingKeys: String, CodingKey {
        case experiment, start, end, rounds, seeds, sites, methods, budgets, starts, warnings
        case slotSeconds = "slot_seconds"
        case fullParticipationGrams = "full_participation_g"
        case budgetGrams = "budget_g"
        case budgetGramsBySeed = "budget_g_by_seed"
        case notPlanned = "not_planned"
        case cheapestStart = "cheapest_start"
        case mostExpensiveStart = "most_expensive_start"
    }

    /// - Throws: what `PreparedExperiment.scenario` and the policies throw.
    /// - Complexity: methods × seeds × rounds selections, and rounds × sites for each week of the trace.
    public init(_ prepared: PreparedExperiment) throws {
        let settings = prepared.experiment
        let scenarios = try settings.seeds.map(prepared.scenario)
        let first = scenarios[0]
        experiment = settings.name
        start = first.start
        end = first.instant(of: first.rounds)
        rounds = first.rounds
        slotSeconds = first.slotSeconds
        seeds = settings.seeds
        let full = scenarios.reduce(0) { $0 + $1.fullParticipationGrams } / Double(scenarios.count)
        fullParticipationGrams = full
        budgetGramsBySeed = scenarios.map(\.budgetGrams)
        budgetGrams = budgetGramsBySeed.reduce(0, +) / Double(scenarios.count)
        sites = Self.sites(scenarios)
        let plannable = settings.methods.filter { $0.policy.needs.isDisjoint(with: [.gradients, .losses]) }
        methods = try plannable.map { try Self.plan($0, scenarios: scenarios, seeds: settings.seeds) }
        notPlanned = settings.methods.map(\.name).filter { name in !plannable.contains { $0.name == name } }
        warnings = Self.warnings(prepared, first)
        budgets = [0.1, 0.25, 0.5, 0.75].map { fraction in
            Budget(
                fractionOfFull: fraction,
                grams: CarbonBudget.fractionOfFull(fraction).grams(fullParticipationGrams: full))
        }
        let starts = try Self.starts(scenarios)
        self.starts = starts
        let own = Start(start: first.start, fullParticipationGrams: full)
        cheapestStart = starts.min { $0.fullParticipationGrams < $1.fullParticipationGrams } ?? own
        mostExpensiveStart = starts.max { $0.fullParticipationGrams < $1.fullParticipationGrams } ?? own
    }

    /// For the first seed.
    private static func warnings(_ prepared: PreparedExperiment, _ scenario: Scenario) -> [String] {
        let pool = WorkerPool(workers: 1)
        let seed = prepared.experiment.seeds[0]
        let trainer = prepared.localTrainer(seed: seed, scenario: scenario, pool: pool)
        let methods = prepared.experiment.methods.filter { $0.policy.gradientSource != nil }
        return [BudgetWarning(scenario)?.description].compactMap { $0 }
            + methods.compactMap {
                let simulation = prepared.simulation(
                    of: $0, seed: seed, scenario: scenario, trainer: trainer, pool: pool)
                return ProbeWarning($0, simulation)?.description
            }
    }

    private static func sites(_ scenarios: [Scenario]) -> [Site] {
        let scenario = scenarios[0]
        var grams = [ExactSum](repeating: ExactSum(), count: scenario.sites.count)
        var intensities = grams
        for round in 0..<scenario.rounds {
            for scenario in scenarios {
                let available = scenario.availableSites(in: round)
                for (site, footprint) in zip(available, scenario.footprints(of: available, in: round)) {
                    grams[site].add(footprint.total)
                }
            }
            for (site, intensity) in scenario.intensities(in: round).enumerated() { intensities[site].add(intensity) }
        }
        return scenario.sites.enumerated().map { index, site in
            Site(
                name: site.name, zone: scenario.trace.zones[site.zone],
                meanIntensity: intensities[index].value / Double(scenario.rounds),
                fullParticipationGrams: grams[index].value / Double(scenarios.count))
        }
    }

    private static func plan(
        _ method: Method, scenarios: [Scenario], seeds: [UInt64]
    ) throws -> MethodPlan {
        let count = Double(seeds.count)
        var totals: [Double] = []
        var siteGrams = [Double](repeating: 0, count: scenarios[0].sites.count)
        var (trained, selected) = (0, 0)
        for (scenario, seed) in zip(scenarios, seeds) {
            let simulation = FederatedSimulation(
                scenario: scenario, trainer: nil, policy: method.policy,
                settings: .init(
                    learningRate: 1, hardBudget: method.hardBudget, evaluateEvery: scenario.rounds, seed: seed))
            while !simulation.isFinished {
                let chosen = try simulation.step().selectedCount
                selected += chosen
                trained += chosen > 0 ? 1 : 0
            }
            totals.append(simulation.ledger.totalGrams)
            for site in siteGrams.indices { siteGrams[site] += simulation.ledger.totalGrams(site: site) / count }
        }
        return MethodPlan(
            name: method.name, policyKind: method.configuration[path: "policy.kind"]?.stringValue, totalGrams: totals,
            meanTotalGrams: totals.reduce(0, +) / count, siteGrams: siteGrams,
            roundsTrained: Double(trained) / count,
            meanSelected: Double(selected) / count / Double(scenarios[0].rounds))
    }

    /// Full participation from every start that lies whole weeks from the declared one and fits the trace.
    private static func starts(_ scenarios: [Scenario]) throws -> [Start] {
        let scenario = scenarios[0]
        let week = 7 * 86_400
        let trace = scenario.trace
        let horizon = scenario.rounds * scenario.slotSeconds
        let earlier = (scenario.start.secondsSinceEpoch - trace.start.secondsSinceEpoch) / week
        let later = (trace.end.secondsSinceEpoch - scenario.start.secondsSinceEpoch - horizon) / week
        return try (-earlier...later).map { weeks in
            let start = scenario.start.adding(seconds: weeks * week)
            let grams = try scenarios.map {
                try Scenario(
                    sites: $0.sites, trace: trace, start: start, slotSeconds: $0.slotSeconds, rounds: $0.rounds,
                    workload: $0.workload, budget: .grams($0.budgetGrams)
                ).fullParticipationGrams
            }
            return Start(start: start, fullParticipationGrams: grams.reduce(0, +) / Double(grams.count))
        }
    }
}
