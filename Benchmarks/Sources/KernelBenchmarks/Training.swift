import Learning
import LinearAlgebra
import Reproducibility

/// Training steps of the presets at batch 32; their answer is checked by the loss, which must fall on a small set.
func benchmarkTraining(_ report: inout Report) throws {
    let grey = ImageShape(channels: 1, height: 28, width: 28)
    let colour = ImageShape(channels: 3, height: 32, width: 32)
    let presets: [(NetworkArchitecture, ImageShape)] = [
        (.multilayerPerceptron(hidden: [200, 200]), grey), (.leafCNN, grey), (.lenet5, grey), (.resnet8, colour),
        (.resnet14, colour),
    ]
    for (architecture, shape) in presets {
        let network = try Network(architecture, input: shape, classes: 10)
        var stream = RandomStream(seed: 1, "training benchmark")
        let n = 256
        let dataset = Dataset(
            name: "noise",
            features: Matrix(
                rows: n, columns: shape.count, elements: (0..<n * shape.count).map { _ in Float(stream.uniform()) }),
            labels: (0..<n).map { Int32($0 % 10) }, shape: shape, classCount: 10)
        let workspace = NetworkWorkspace(for: network, batchCapacity: 32)
        var parameters = network.initialParameters(seed: 1)
        let settings = LocalTraining(batchSize: 32, effort: .epochs(1))
        func epoch() -> TrainingOutcome {
            network.train(
                &parameters, on: dataset, rows: Array(0..<n), settings: settings, learningRate: 0.01, using: &stream,
                in: workspace)
        }
        let before = epoch().meanLoss
        let seconds = secondsPerCall { _ = epoch() } / Double(n)
        let after = epoch().meanLoss
        report.row(
            "training: \(architecture.name), a sample", seconds: seconds, flops: network.trainingFLOPsPerSample,
            error: after < before ? 0 : .infinity)
    }
}
