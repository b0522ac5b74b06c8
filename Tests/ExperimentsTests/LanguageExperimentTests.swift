import CarbonAccounting
import Documents
import Experiments
import FederatedEngine
import Foundation
import Learning
import RunStore
import Synchronization
import TestSupport
import Testing

/// Experiments on text: the same engine with another model, optimizer and server.
@Suite struct LanguageExperimentTests {
    private static func experiment(_ assignments: [String] = []) throws -> Experiment {
        try Experiment(
            contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
            assignments: [
                "name=text", "rounds=4", "seeds=[1]", "data={kind: syntheticText, topics: 5, documents: 50}",
                "partition=natural", "model={kind: transformer, layers: 1, width: 8, heads: 2, context: 16}",
                "training={learningRate: 0.01, batchSize: 4, localSteps: 3, clipNorm: 1, updates: int8, weightDecay: 0.1,"
                    + " optimizer: {kind: adamW, state: kept}, schedule: {kind: cosine, warmUpSteps: 2}}",
                "learner={server: nesterov}", "energy={device: nvidia-a100}",
                "methods=[{name: ours, policy: cafe}, {name: turn, policy: {kind: roundRobin, sites: 2}}]",
            ] + assignments)
    }

    /// Stops after a number of rounds.
    private final class Rounds: ProgressReporter {
        let count = Mutex(0)
        func report(_ event: ProgressEvent) {
            if case .roundFinished = event { count.withLock { $0 += 1 } }
        }
    }

    private func run(
        _ experiment: Experiment, in folder: TemporaryFolder, _ name: String, threads: Int, stopAt: Int = .max
    )
        throws
    {
        let rounds = Rounds()
        var options = ExperimentRunner.Options(results: "\(folder.path)/\(name)", threads: threads)
        options.shouldStop = { rounds.count.withLock { $0 } >= stopAt }
        _ = try ExperimentRunner(experiment, options: options).run(reporting: rounds)
    }

    @Test func bitsDependOnNeitherThreadsNorInterruptions() throws {
        let folder = try TemporaryFolder()
        let experiment = try Self.experiment()
        try run(experiment, in: folder, "one", threads: 1)
        for stop in [1, 3, 6] { try run(experiment, in: folder, "parts", threads: 2, stopAt: stop) }
        try run(experiment, in: folder, "parts", threads: 2)
        for method in ["ours", "turn"] {
            for file in ["model.npy", "rounds.csv", "sites.csv"] {
                let path = "text/\(method)/seed-1/\(file)"
                #expect(
                    FileManager.default.contents(atPath: "\(folder.path)/one/\(path)")
                        == FileManager.default.contents(atPath: "\(folder.path)/parts/\(path)"), "\(path)")
            }
            let record = try RunRecord(
                RunDirectory(results: "\(folder.path)/one", experiment: "text", method: method, seed: 1))
            let loss = try #require(RunMetric.finalLoss.value(of: record))
            #expect(0 < loss && loss < log(40))
            #expect(RunMetric.perplexity.value(of: record) == exp(loss))
            #expect(RunMetric.bitsPerCharacter.value(of: record) == loss / log(2))
        }
    }

    @Test func imagesHaveNoBitsPerCharacter() throws {
        let folder = try TemporaryFolder()
        try run(try quickstart("methods=[{name: m, policy: full}]"), in: folder, "images", threads: 2)
        let record = try RunRecord(
            RunDirectory(results: "\(folder.path)/images", experiment: "quickstart", method: "m", seed: 1))
        #expect(RunMetric.finalLoss.value(of: record) != nil && RunMetric.bitsPerCharacter.value(of: record) == nil)
    }

    @Test func energyFollowsTokensAndTheNetworkTheFormat() throws {
        func energy(_ assignment: String) throws -> (compute: Double, network: Double, parameters: Int) {
            let prepared = try PreparedExperiment(Self.experiment(["training.updates=float32", assignment]))
            let use = try prepared.scenario(seed: 1).energy(of: [0])[0]
            return (use.computeKWh, use.networkKWh, prepared.task.parameterCount)
        }
        let one = try energy("training.localSteps=1")
        let ten = try energy("training.localSteps=10")
        #expect(abs(ten.compute / one.compute - 10) < 1e-9 && ten.network == one.network)
        let bytes = Double(4 * one.parameters)
        #expect(abs(one.network - 2 * bytes * 1e-9 * 0.01) < 1e-18)
        let half = try energy("training.updates=float16")
        #expect(abs(half.network - 1.5 * bytes * 1e-9 * 0.01) < 1e-18)
    }

    @Test(arguments: [
        (["data.normalize=true"], "data.normalize: tokens of a text cannot be centred"),
        (["model={kind: mlp, hidden: [4]}"], "begin with an embedding, as model transformer does"),
        (["data={kind: digits}"], "expected a text of 16 tokens"),
        (["model.heads=3"], "a width of 8 does not divide into 3 heads"),
        (["training.momentum=0.9"], "training.momentum: is of SGD"),
        (["training.optimizer=adam"], "did you mean 'adamW'?"),
        (["training.updates=int4"], "int8"),
        (["training.augmentation={}"], "crops and flips need images"),
    ])
    func whatDoesNotFitIsNamed(assignments: [String], message: String) {
        let error = #expect(throws: DocumentError.self) {
            _ = try PreparedExperiment(Self.experiment(assignments))
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
