import Documents
import Experiments
import FederatedEngine
import Learning
import LinearAlgebra
import TestSupport
import Testing

struct LearnerAndEvaluationTests {
    private let methods = "methods=[{name: a, policy: random}, {name: b, policy: cafe, aggregation: uniform}]"

    @Test func methodsWithoutTheirOwnTakeTheLearner() throws {
        let shared = try quickstart(methods, "learner={aggregation: remembered, average: exponential}")
        #expect(
            shared.methods[0].aggregation is RememberedAggregation
                && shared.methods[1].aggregation is UniformAggregation)
        #expect(shared.methods.map { $0.average.decay } == [0.8, 0.8])
        // The same run, however its learner was said.
        let own = try quickstart(
            "methods=[{name: a, policy: random, aggregation: remembered, average: exponential}]")
        #expect(
            try shared.configuration(of: shared.methods[0]).fingerprint()
                == own.configuration(of: own.methods[0]).fingerprint())
        #expect(try quickstart(methods).methods[0].aggregation is DataSizeAggregation)
    }

    @Test func aLearnerIsChecked() {
        for learner in ["{agregation: uniform}", "{aggregation: unknown}", "3"] {
            #expect(throws: DocumentError.self) { try quickstart(methods, "learner=\(learner)") }
        }
    }

    @Test func validationDataComesFromTrainingDataAndIsTheSameForAllSeeds() throws {
        let test = try PreparedExperiment(quickstart())
        let validation = try PreparedExperiment(quickstart("evaluation={kind: validation, share: 0.25}"))
        #expect(validation.task.training.count + validation.task.test.count == test.task.training.count)
        #expect(validation.task.test.count == (test.task.training.count + 2) / 4)
        // Every example is on one side: the sums over all features agree.
        func sum(_ elements: [Float]) -> Double { elements.reduce(0) { $0 + Double($1) } }
        let parts =
            sum(validation.task.training.features.elements) + sum(validation.task.test.features.elements)
        #expect(abs(parts - sum(test.task.training.features.elements)) < 1e-6 * parts)
        let again = try PreparedExperiment(quickstart("evaluation={kind: validation, share: 0.25}", "seeds=[7]"))
        #expect(again.task.test.labels == validation.task.test.labels)
        #expect(again.task.test.features.elements == validation.task.test.features.elements)
        #expect(try quickstart("evaluation=validation").evaluation == .validation(share: 0.2))
    }
}
