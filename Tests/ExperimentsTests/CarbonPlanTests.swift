import CarbonAccounting
import Experiments
import FederatedEngine
import Foundation
import Reproducibility
import Testing

@Suite struct CarbonPlanTests {
    static func prepared(_ assignments: String...) throws -> PreparedExperiment {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized
        return try PreparedExperiment(
            try Experiment(contentsOf: file.path(percentEncoded: false), assignments: assignments))
    }

    @Test func aPlanIsWhatTheRunSpends() throws {
        let prepared = try Self.prepared("rounds=5", "seeds=[3, 4]")
        let plan = try CarbonPlan(prepared)
        #expect(plan.methods.map(\.name) == ["random-k", "lowest-intensity"] && plan.notPlanned == ["cafe"])
        for method in plan.methods {
            let declared = try #require(prepared.experiment.methods.first { $0.name == method.name })
            for (seed, grams) in zip(plan.seeds, method.totalGrams) {
                let scenario = try prepared.scenario(seed: seed)
                let trainer = prepared.localTrainer(seed: seed, scenario: scenario, pool: WorkerPool(workers: 1))
                let run = prepared.simulation(
                    of: declared, seed: seed, scenario: scenario, trainer: trainer, pool: WorkerPool(workers: 1))
                while !run.isFinished { _ = try run.step() }
                #expect(run.ledger.totalGrams == grams && grams <= scenario.budgetGrams)
            }
            #expect(abs(method.siteGrams.reduce(0, +) - method.meanTotalGrams) < 1e-12)
        }
    }

    @Test func budgetsAndStarts() throws {
        let prepared = try Self.prepared("rounds=48", "seeds=[1]")
        let plan = try CarbonPlan(prepared)
        let full = try prepared.scenario(seed: 1).fullParticipationGrams
        #expect(plan.fullParticipationGrams == full && plan.budgetGrams == full * 0.25)
        #expect(plan.budgets.map(\.grams) == [0.1, 0.25, 0.5, 0.75].map { $0 * full })
        #expect(abs(plan.sites.reduce(0) { $0 + $1.fullParticipationGrams } - full) < 1e-12)
        // 2020 has 52 weeks in which two days fit, counted from a Monday.
        #expect(plan.starts.count == 52 && plan.starts.contains { $0.start == plan.start })
        #expect(Set(plan.starts.map(\.start.secondOfDay)) == [0])
        let grams = plan.starts.map(\.fullParticipationGrams)
        #expect(plan.cheapestStart.fullParticipationGrams == grams.min())
        #expect(plan.mostExpensiveStart.fullParticipationGrams == grams.max())
        #expect(try JSONDecoder().decode(CarbonPlan.self, from: JSONEncoder().encode(plan)) == plan)
    }

    @Test func aHorizonOfTheWholeTraceHasOneStart() throws {
        let plan = try CarbonPlan(
            try Self.prepared("rounds=366", "carbon.slotSeconds=86400", "carbon.start=2020-01-01T00:00Z", "seeds=[1]"))
        #expect(plan.starts.count == 1 && plan.cheapestStart == plan.mostExpensiveStart)
        #expect(throws: (any Error).self) {
            try CarbonPlan(
                try Self.prepared("rounds=367", "carbon.slotSeconds=86400", "carbon.start=2020-01-01T00:00Z"))
        }
    }
}
