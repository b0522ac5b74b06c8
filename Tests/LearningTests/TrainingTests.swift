import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import Testing

@Suite struct TrainingTests {
    static func toy(_ n: Int, seed: UInt64 = 1) -> Dataset {
        var stream = RandomStream(seed: seed, "toy")
        let labels = (0..<n).map { Int32($0 % 3) }
        let elements = labels.flatMap { label in
            (0..<6).map { Float(stream.normal() + ($0 == Int(label) ? 2 : 0)) }
        }
        return Dataset(
            name: "toy", features: Matrix(rows: n, columns: 6, elements: elements), labels: labels,
            shape: ImageShape(channels: 1, height: 1, width: 6), classCount: 3)
    }
    static let network = try? Network(
        .multilayerPerceptron(hidden: [8]), input: ImageShape(channels: 1, height: 1, width: 6), classes: 3)

    static func run(_ settings: LocalTraining, rate: Float = 0.1, rows: [Int]? = nil) throws -> (
        [Float], TrainingOutcome
    ) {
        let network = try #require(network)
        let data = toy(50)
        var parameters = network.initialParameters(seed: 3)
        var rng = RandomStream(seed: 3, "minibatch", 0, 0)
        let outcome = network.train(
            &parameters, on: data, rows: rows ?? Array(0..<50), settings: settings, learningRate: rate, using: &rng,
            in: NetworkWorkspace(for: network, batchCapacity: 16))
        return (parameters, outcome)
    }

    @Test func trainingLowersTheLossAndRepeatsBitForBit() throws {
        let (short, first) = try Self.run(LocalTraining(batchSize: 16, effort: .epochs(1)))
        let (again, _) = try Self.run(LocalTraining(batchSize: 16, effort: .epochs(1)))
        let (_, last) = try Self.run(LocalTraining(batchSize: 16, effort: .epochs(20)))
        #expect(short == again)
        #expect(last.meanLoss < 0.7 * first.meanLoss)
        #expect(first.steps == 4 && first.samples == 50)
    }

    @Test func effortCountsAgreeWithWhatIsDone() throws {
        for effort in [LocalTraining.Effort.epochs(0), .epochs(3), .steps(0), .steps(5), .steps(4), .steps(9)] {
            let settings = LocalTraining(batchSize: 16, effort: effort)
            let (_, outcome) = try Self.run(settings)
            #expect(outcome.steps == settings.stepCount(examples: 50))
            #expect(outcome.samples == settings.sampleCount(examples: 50))
        }
    }

    @Test func degenerateCases() throws {
        let start = try #require(Self.network).initialParameters(seed: 3)
        #expect(try Self.run(LocalTraining(batchSize: 16), rate: 0, rows: [1, 2]).0 == start)
        let (none, outcome) = try Self.run(LocalTraining(batchSize: 16, effort: .steps(3)), rows: [])
        #expect(none == start && outcome.steps == 0 && outcome.meanLoss == 0)
        let plain = try Self.run(LocalTraining(batchSize: 16)).0
        // A proximal term that weighs nothing is FedAvg; momentum that keeps nothing is SGD, to rounding.
        #expect(try Self.run(LocalTraining(batchSize: 16, proximalWeight: 0)).0 == plain)
        let nearly = try Self.run(LocalTraining(batchSize: 16, momentum: 1e-12)).0
        #expect(relativeError(nearly, plain.map(Double.init)) < 1e-5)
    }

    @Test func splitBatchesGiveTheSameTrainingOnAnyPool() throws {
        let network = try #require(Self.network)
        let data = Self.toy(50)
        let workspaces = (0..<2).map { _ in NetworkWorkspace(for: network, batchCapacity: 16) }
        for settings in [
            LocalTraining(batchSize: 16, effort: .epochs(2)), LocalTraining(batchSize: 7, effort: .epochs(1)),
            LocalTraining(batchSize: 16, momentum: 0.9, weightDecay: 0.01, proximalWeight: 0.1),
        ] {
            func split(workers: Int) -> ([Float], TrainingOutcome) {
                var parameters = network.initialParameters(seed: 3)
                var rng = RandomStream(seed: 3, "minibatch", 0, 0)
                let outcome = network.train(
                    &parameters, on: data, rows: Array(0..<50), settings: settings, learningRate: 0.1, using: &rng,
                    pool: WorkerPool(workers: workers), workspaces: workspaces)
                return (parameters, outcome)
            }
            let (one, outcome) = split(workers: 1)
            #expect(split(workers: 2).0 == one)
            let (whole, expected) = try Self.run(settings)
            #expect(relativeError(one, whole.map(Double.init)) < 1e-5)
            #expect(outcome.steps == expected.steps && outcome.samples == expected.samples)
            #expect(abs(outcome.meanLoss - expected.meanLoss) < 1e-5)
            #expect(abs(outcome.meanSquaredLoss - expected.meanSquaredLoss) < 1e-5)
        }
    }

    @Test func divergenceIsReportedNotTrapped() throws {
        let (_, outcome) = try Self.run(LocalTraining(batchSize: 16, effort: .epochs(50)), rate: 1e30)
        #expect(outcome.diverged && outcome.steps < 200)
    }

    @Test func evaluationDoesNotDependOnWorkers() throws {
        let network = try #require(Self.network)
        let parameters = network.initialParameters(seed: 1)
        let data = Self.toy(101)
        let single = network.evaluate(
            parameters, on: data, rows: 0..<101, in: NetworkWorkspace(for: network, batchCapacity: 10))
        for workers in [1, 2, 3] {
            let workspaces = (0..<workers).map { _ in NetworkWorkspace(for: network, batchCapacity: 10) }
            let spread = network.evaluate(
                parameters, on: data, pool: WorkerPool(workers: workers), workspaces: workspaces)
            #expect(spread.correct == single.correct && spread.count == 101)
            #expect(abs(spread.lossSum - single.lossSum) < 1e-9 * single.lossSum)
        }
        let none = network.evaluate(
            parameters, on: data, rows: 0..<0, in: NetworkWorkspace(for: network, batchCapacity: 10))
        #expect(none == Evaluation())
    }

    @Test func exampleGradientsAverageToTheGradient() throws {
        let network = try #require(Self.network)
        let parameters = network.initialParameters(seed: 1)
        let data = Self.toy(7)
        let workspace = NetworkWorkspace(for: network, batchCapacity: 4)
        let rows = [0, 3, 5, 6, 2]
        let weights: [Float] = [1, 2, 0, 3, 4]
        var mean = [Float](repeating: 0, count: network.parameterCount)
        _ = network.gradient(parameters, on: data, rows: rows, weights: weights, into: &mean, in: workspace)
        let each = network.perExampleGradients(parameters, on: data, rows: rows, in: workspace)
        let expected = (0..<network.parameterCount).map { j in
            (0..<rows.count).reduce(0.0) { $0 + Double(weights[$1]) / 10 * Double(each[$1, j]) }
        }
        #expect(relativeError(mean, expected) < 1e-5)
        let last = network.lastLayerGradients(parameters, on: data, rows: rows, in: workspace)
        let expanded = last.expanded()
        for i in rows.indices {
            #expect(
                relativeError(
                    Array(expanded.row(i)),
                    each.row(i)[(each.row(i).startIndex + network.lastLayer.lowerBound)...].map(Double.init)) < 1e-5)
        }
        #expect(relativeError(last.mean(weights: weights), Array(expected[network.lastLayer])) < 1e-5)
    }
}
