import CarbonAccounting
import FederatedEngine
import Foundation
import Learning
import SiteSelection
import TestSupport
import Testing

/// What must hold for each policy, seed, interruption and number of threads.
@Suite struct SimulationPropertyTests {
    static let indices = PolicyCatalogue.all.indices

    @Test(arguments: indices) func aHardBudgetIsNeverExceeded(index: Int) throws {
        for (idleWatts, fraction) in [(0.0, 0.05), (0, 0.3), (400, 0.3), (0, 1)] {
            let task = try TinyTask(budget: .fractionOfFull(fraction), idleWatts: idleWatts)
            for seed in 1...4 {
                let simulation = task.simulation(PolicyCatalogue.all[index], seed: UInt64(seed))
                for report in try simulation.run() { #expect(report.cumulativeGrams <= task.scenario.budgetGrams) }
            }
        }
    }

    /// A budget for everything is enough for everything, and a bit less is not: the ledger's exact sums decide.
    @Test func equalityIsDecidedToTheLastBit() throws {
        for rounds in [3, 7, 12, 24] {
            for sites in [3, 5, 8] {
                let full = try TinyTask(sites: sites, rounds: rounds, budget: .fractionOfFull(1)).scenario
                for (budget, isEnough) in [
                    (full.budgetGrams, true), (full.budgetGrams.nextDown, false),
                    (full.budgetGrams * (1 - 1e-12), false),
                ] {
                    let task = try TinyTask(sites: sites, rounds: rounds, budget: .grams(budget))
                    for policy in [FullParticipationPolicy() as any SelectionPolicy, BudgetedRandomPolicy()] {
                        let simulation = task.simulation(policy)
                        let reports = try simulation.run()
                        #expect(simulation.ledger.totalGrams <= budget)
                        let trained = reports.reduce(0) { $0 + $1.selectedCount }
                        if isEnough, policy is FullParticipationPolicy {
                            #expect(trained == sites * rounds && simulation.ledger.totalGrams == budget)
                        } else if !isEnough {
                            #expect(trained < sites * rounds)
                        }
                    }
                }
            }
        }
    }

    @Test func withoutAHardBudgetTheQueueBoundsTheOvershoot() throws {
        for fraction in [0.05, 0.2, 0.5] {
            for penaltyWeight in [0.1, 1, 10] {
                for gradients in [GradientSource.exact, .stale] {
                    let task = try TinyTask(rounds: 24, budget: .fractionOfFull(fraction))
                    let simulation = task.simulation(
                        CAFEPolicy(
                            utility: .facilityLocation, gradients: gradients, penaltyWeight: .fixed(penaltyWeight),
                            solver: .exhaustive), hardBudget: false)
                    _ = try simulation.run()
                    // Σ C ≤ H + Q(T)·H/T, by telescoping Q(t + 1) ≥ Q(t) + C/(H/T) − 1
                    let (budget, spent) = (task.scenario.budgetGrams, simulation.ledger.totalGrams)
                    #expect(spent <= budget + simulation.queue * task.scenario.allowanceGrams + 1e-9 * budget)
                }
            }
        }
    }

    @Test(arguments: indices) func aRunTakenUpAgainGoesOnBitByBit(index: Int) throws {
        let day = SiteAvailability([.daily(fromSecondOfDay: 3600, toSecondOfDay: 8 * 3600)])
        let task = try TinyTask(rounds: 9, availability: [.always, day, .always, .always, .always])
        let whole = try task.simulation(PolicyCatalogue.all[index]).run()
        let source = task.simulation(PolicyCatalogue.all[index])
        for cut in 0...9 {
            let bytes = try PropertyListEncoder().encode(source.snapshot())
            let continued = task.simulation(PolicyCatalogue.all[index])
            try continued.restore(PropertyListDecoder().decode(SimulationState.self, from: bytes))
            #expect(try continued.run() == Array(whole[cut...]))
            if cut < 9 { #expect(try source.step() == whole[cut]) }
        }
    }

    @Test(arguments: indices) func threadsDoNotChangeABit(index: Int) throws {
        let task = try TinyTask(rounds: 6, hidden: [8])
        let one = task.simulation(PolicyCatalogue.all[index], threads: 1)
        let reports = try one.run()
        for threads in [2, 5] {
            let other = task.simulation(PolicyCatalogue.all[index], threads: threads)
            #expect(try other.run() == reports)
            #expect(other.parameters == one.parameters)
        }
    }

    /// On norms alone, without the inner products of all pairs, and taken up again in between.
    @Test func aRunThatRecordsNoGradientsIsTheSame() throws {
        let task = try TinyTask()
        func simulation(records: Bool) -> FederatedSimulation {
            FederatedSimulation(
                scenario: task.scenario, trainer: task.trainer(), policy: FreshnessPolicy(),
                parameters: task.task.initialParameters(seed: 1),
                settings: FederatedSimulation.Settings(
                    learningRate: 0.05, evaluateEvery: 4, recordsGradients: records, seed: 1))
        }
        let recording = simulation(records: true)
        let reports = try recording.run()
        let before = simulation(records: false)
        var others = try (0..<5).map { _ in try before.step() }
        let after = simulation(records: false)
        try after.restore(before.snapshot())
        others += try after.run()
        #expect(reports.contains { $0.gram != nil } && others.allSatisfy { $0.gram == nil })
        #expect(others.map(\.sites) == reports.map(\.sites))
        #expect(after.parameters == recording.parameters)
    }

    @Test func anotherSeedIsAnotherRun() throws {
        let task = try TinyTask()
        let (a, b) = (
            task.simulation(RandomPolicy(count: .fixed(2))), task.simulation(RandomPolicy(count: .fixed(2)), seed: 2)
        )
        #expect(try a.run() != b.run())
    }
}
