import LinearAlgebra
import Reproducibility

/// A network that classifies the examples of a data set, or that predicts the next token at each place of its texts.
public struct ClassificationTask: LearningTask {
    public let network: Network
    public let training: Dataset
    public let test: Dataset

    /// - Precondition: both sets have the network's input shape and classes.
    public init(network: Network, training: Dataset, test: Dataset) {
        for data in [training, test] {
            precondition(
                data.shape == network.input && data.targets.classCount == network.classes,
                "a network for \(network.classes) classes of \(network.input) and \(data.targets.classCount) of \(data.shape)"
            )
        }
        (self.network, self.training, self.test) = (network, training, test)
    }

    public var parameterCount: Int { network.parameterCount }
    public var testCount: Int { test.count }
    public var predictionsPerExample: Int { network.predictions }
    private var isText: Bool { network.architecture.context != nil }

    public var work: WorkPerExample {
        WorkPerExample(
            forward: network.forwardFLOPsPerSample, training: network.trainingFLOPsPerSample,
            // Features ⊗ residuals.
            lastLayerGradient: 2 * network.lastLayerInputCount * network.classes * network.predictions,
            inputDistance: 2 * (isText ? network.classes : network.input.count),
            lastLayerParameters: network.lastLayer.count)
    }

    public func initialParameters(seed: UInt64) -> [Float] { network.initialParameters(seed: seed) }

    public func makeWorkspace(batchCapacity: Int) -> NetworkWorkspace {
        NetworkWorkspace(for: network, batchCapacity: batchCapacity)
    }

    public func train(
        _ parameters: inout [Float], rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart,
        using rng: inout RandomStream, in workspace: NetworkWorkspace
    ) -> TrainingOutcome {
        network.train(
            &parameters, on: training, rows: rows, settings: settings, learningRate: learningRate, from: start,
            using: &rng, in: workspace)
    }

    public func train(
        _ parameters: inout [Float], rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart,
        using rng: inout RandomStream, pool: WorkerPool, workspaces: [NetworkWorkspace]
    ) -> TrainingOutcome {
        network.train(
            &parameters, on: training, rows: rows, settings: settings, learningRate: learningRate, from: start,
            using: &rng, pool: pool, workspaces: workspaces)
    }

    public func gradient(
        _ parameters: [Float], rows: [Int], weights: [Float]?, into gradient: inout [Float],
        in workspace: NetworkWorkspace
    ) {
        _ = network.gradient(
            parameters, on: training, rows: rows, weights: weights, into: &gradient, in: workspace)
    }

    public func lastLayerGradient(_ parameters: [Float], rows: [Int], in workspace: NetworkWorkspace) -> [Float] {
        network.lastLayerGradients(parameters, on: training, rows: rows, in: workspace).mean()
    }

    public func evaluate(
        _ parameters: [Float], on part: DataPart, rows: [Int], in workspace: NetworkWorkspace
    ) -> Evaluation {
        let data =
            switch part {
            case .training: training
            case .test: test
            }
        return network.evaluate(parameters, on: data, rows: rows, in: workspace)
    }

    public func vectors(of rows: [Int]) -> (inputs: Matrix, classes: [Int]) {
        let own = training.subset(rows)
        return (isText ? tokenCounts(own.features) : own.features, own.labels.map { Int($0) })
    }

    /// How often each token occurs in each text: numbers of tokens themselves are no distances.
    private func tokenCounts(_ tokens: Matrix) -> Matrix {
        var counts = Matrix(rows: tokens.rows, columns: network.classes)
        for row in 0..<tokens.rows {
            for place in 0..<tokens.columns {
                if let token = Int(exactly: tokens[row, place]) { counts[row, token] += 1 }
            }
        }
        return counts
    }

    public func classCounts(of rows: [Int]) -> [Int] { training.classCounts(of: rows) }
}
