import Learning
import Reproducibility
import Testing

/// Losses, gradients and SGD trajectories against PyTorch's.
@Suite struct GoldenTests {
    @Test(arguments: ["softmax-regression", "mlp", "cnn", "cnn-5x5", "residual-groupnorm"])
    func lossAndGradientsAgree(name: String) throws {
        let golden = try GoldenCase(name)
        let network = golden.network
        let parameters = golden.parameters("parameters").map { Float($0) }
        #expect(parameters.count == network.parameterCount)
        let rows = Array(0..<golden.dataset.count)
        for capacity in [rows.count, 2] {  // whole and in pieces
            let workspace = NetworkWorkspace(for: network, batchCapacity: capacity)
            var gradient = [Float](repeating: .nan, count: network.parameterCount)
            let loss = network.gradient(
                parameters, on: golden.dataset, rows: rows, into: &gradient, in: workspace)
            #expect(relativeError([Float(loss)], golden.numbers("loss")) < 1e-5)
            golden.expectGradient(gradient)
            let evaluation = network.evaluate(parameters, on: golden.dataset, rows: rows, in: workspace)
            #expect(relativeError([Float(evaluation.meanLoss)], golden.numbers("loss")) < 1e-5)
            #expect(evaluation.correct == Self.correct(golden))
        }
    }

    static func correct(_ golden: GoldenCase) -> Int {
        let (logits, classes) = (golden.numbers("logits"), golden.network.classes)
        return golden.dataset.labels.enumerated().filter { i, label in
            let row = logits[i * classes..<(i + 1) * classes]
            return row.firstIndex(of: row.max()!)! - row.startIndex == Int(label)
        }.count
    }

    @Test(arguments: ["sgd", "sgd-momentum-decay", "sgd-fedprox"])
    func trajectoryAgrees(name: String) throws {
        let golden = try GoldenCase(name)
        let number = { (key: String) in Float(golden.numbers(key)[0]) }
        var parameters = golden.parameters("start").map { Float($0) }
        let n = golden.dataset.count
        let settings = LocalTraining(
            batchSize: n, effort: .steps(5), momentum: number("momentum"), weightDecay: number("weightDecay"),
            proximalWeight: number("proximal"))
        var rng = RandomStream(seed: 1, "minibatch")
        let outcome = golden.network.train(
            &parameters, on: golden.dataset, rows: Array(0..<n), settings: settings,
            learningRate: number("learningRate"), using: &rng,
            in: NetworkWorkspace(for: golden.network, batchCapacity: n))
        #expect(relativeError(parameters, golden.parameters("end")) < 1e-5)
        let losses = golden.numbers("lossBeforeEachStep")
        #expect(abs(outcome.meanLoss - losses.reduce(0, +) / 5) < 1e-5)
        #expect(outcome.steps == 5 && outcome.samples == 5 * n && !outcome.diverged)
    }

    @Test func theComparisonSeesADifference() {
        #expect(relativeError([1, 2], [1, 2.1]) > 0.04)
        #expect(relativeError([1], [1, 2]) == .infinity)
        #expect(relativeError([.nan], [1]) == .infinity)
    }
}
