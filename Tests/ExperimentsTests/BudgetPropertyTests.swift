import Documents
import Experiments
import FederatedEngine
import Foundation
import Reproducibility
import RunStore
import TestSupport
import Testing

/// No run under a hard budget spends more than it, whatever the policy, the energy model and the data.
@Suite struct BudgetPropertyTests {
    @Test func noRandomExperimentOverspends() throws {
        let folder = try TemporaryFolder()
        let count = Torture.count("CAFE_TORTURE_EXPERIMENTS", otherwise: 25)
        print("BudgetPropertyTests: seed \(Torture.seed), \(count) experiments")
        var rng = RandomStream(seed: Torture.seed, "budgets")
        let kinds = selectionPolicies.entries.filter { $0.keys.allSatisfy { !$0.isRequired } }.map(\.kind)
        func pick<Element>(_ options: [Element]) -> Element { options[Int.random(in: 0..<options.count, using: &rng)] }
        for number in 0..<count {
            let assignments = [
                "seeds=[\(number + 1)]", "rounds=\(Int.random(in: 1...12, using: &rng))", "data.trainExamples=120",
                "data.testExamples=10", "methods=[{name: m, policy: \(pick(kinds))}]",
                "budget.fractionOfFull=\(pick([0.0, 0.001, 0.01, 0.1, 0.3, 0.7, 0.999, 1]))",
                "energy={idleWatts: \(pick([0, 50])), samplesPerSecond: \(pick([1, 1e6])), "
                    + "overheadKWhPerRound: \(pick([0, 0.001])), networkKWhPerGB: \(pick([0, 0.1, 10]))}",
                "partition=\(pick(["{kind: iid}", "{kind: dirichlet, alpha: 0.05}", "{kind: shards, perSite: 2}"]))",
            ]
            let experiment = try Experiment(
                contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
                assignments: assignments)
            let results = "\(folder.path)/\(number)"
            try ExperimentRunner(experiment, options: .init(results: results, threads: 1))
                .run(reporting: SilentProgress())
            for run in try ExperimentRecord("\(results)/quickstart").methods.flatMap(\.runs) {
                let summary = try #require(run.summary)
                #expect(summary.totalGrams <= summary.budgetGrams, "\(assignments)")
            }
            try FileManager.default.removeItem(atPath: results)
        }
    }
}
