import Learning
import LinearAlgebra
import Reproducibility
import Testing

/// Transformers against PyTorch's values, central differences, and what must hold of any.
@Suite struct TransformerTests {
    @Test(arguments: ["transformer", "transformer-long"])
    func lossLogitsAndGradientsAgree(name: String) throws {
        let golden = try GoldenCase(name)
        let network = golden.network
        let parameters = golden.parameters("parameters").map { Float($0) }
        try #require(parameters.count == network.parameterCount)
        let rows = Array(0..<golden.dataset.count)
        for capacity in [rows.count, 2, 1] {  // whole and in pieces
            let workspace = NetworkWorkspace(for: network, batchCapacity: capacity)
            var gradient = [Float](repeating: .nan, count: network.parameterCount)
            let loss = network.gradient(parameters, on: golden.dataset, rows: rows, into: &gradient, in: workspace)
            #expect(relativeError([Float(loss)], golden.numbers("loss")) < 1e-5)
            golden.expectGradient(gradient)
            let evaluation = network.evaluate(parameters, on: golden.dataset, rows: rows, in: workspace)
            let (correct, count, lossSum) = Self.evaluation(golden)
            #expect(evaluation.count == count && evaluation.correct == correct)
            #expect(abs(evaluation.lossSum / lossSum - 1) < 1e-5)
        }
    }

    /// From PyTorch's logits.
    private static func evaluation(_ golden: GoldenCase) -> (correct: Int, count: Int, lossSum: Double) {
        let (logits, network) = (golden.numbers("logits"), golden.network)
        var (correct, count) = (0, 0)
        for row in 0..<golden.dataset.count {
            for place in 0..<network.predictions {
                guard let label = golden.dataset.targets[row, place] else { continue }
                let start = (row * network.predictions + place) * network.classes
                let line = logits[start..<start + network.classes]
                correct += line.firstIndex(of: line.max()!)! - start == label ? 1 : 0
                count += 1
            }
        }
        return (correct, count, golden.numbers("loss")[0] * Double(golden.dataset.count * network.predictions))
    }

    @Test(arguments: ["adamw", "adamw-decay-clip-cosine"])
    func trajectoryAgrees(name: String) throws {
        let golden = try GoldenCase(name)
        let number = { (key: String) in Float(golden.numbers(key)[0]) }
        let losses = golden.numbers("lossBeforeEachStep")
        let n = golden.dataset.count
        let clip = number("clipNorm")
        func settings(_ steps: Int) -> LocalTraining {
            LocalTraining(
                batchSize: n, effort: .steps(steps),
                optimizer: .adamW(
                    AdamW(
                        firstDecay: number("firstDecay"), secondDecay: number("secondDecay"),
                        epsilon: number("epsilon"), keepsState: true)),
                weightDecay: number("weightDecay"), clipNorm: clip > 0 ? clip : nil,
                schedule: CosineSchedule(
                    warmUpSteps: Int(golden.numbers("warmUpSteps")[0]), floor: golden.numbers("floor")[0]))
        }
        // In one training, and in two of which the second goes on where the first ended.
        for parts in [[losses.count], [2, losses.count - 2]] {
            var parameters = golden.parameters("start").map { Float($0) }
            var start = TrainingStart(stepCount: losses.count)
            var rng = RandomStream(seed: 1, "minibatch")
            var (lossSum, steps) = (0.0, 0)
            for part in parts {
                let outcome = golden.network.train(
                    &parameters, on: golden.dataset, rows: Array(0..<n), settings: settings(part),
                    learningRate: number("learningRate"), from: start, using: &rng,
                    in: NetworkWorkspace(for: golden.network, batchCapacity: n))
                start.step += part
                start.moments = outcome.moments
                lossSum += outcome.meanLoss * Double(part)
                steps += outcome.steps
            }
            // The derivative by the keys' bias is 0 (it moves all scores of a query alike), and AdamW makes steps of whatever
            // rounding leaves of it.
            let end = golden.parameters("end")
            for block in golden.network.parameterBlocks {
                let third = block.range.count / 3
                let kept = block.range.filter {
                    !block.name.hasSuffix("projection.bias") || $0 - block.range.lowerBound < third
                        || block.range.upperBound - $0 <= third
                }
                #expect(
                    relativeError(kept.map { parameters[$0] }, kept.map { end[$0] }) < 1e-5, "\(parts) \(block.name)")
            }
            // Golden losses are over all places, ours over the tokens that there are.
            let places = Double(n * golden.network.predictions)
            let count = golden.network.evaluate(
                parameters, on: golden.dataset, rows: 0..<n,
                in: NetworkWorkspace(for: golden.network, batchCapacity: n)
            ).count
            #expect(abs(lossSum - losses.reduce(0, +) * places / Double(count)) < 1e-5 * lossSum)
            #expect(steps == losses.count && start.moments?.steps == losses.count)
        }
    }

    /// Random texts of the given lengths; nothing is predicted after their ends.
    static func texts(_ lengths: [Int], context: Int, vocabulary: Int) -> Dataset {
        var stream = RandomStream(seed: 3, "texts")
        let tokens = lengths.map { _ in
            (0..<context + 1).map { _ in Int32.random(in: 0..<Int32(vocabulary), using: &stream) }
        }
        return Dataset(
            name: "texts",
            features: Matrix(
                rows: lengths.count, columns: context, elements: tokens.flatMap { $0.dropLast().map { Float($0) } }),
            labels: [Int32](repeating: 0, count: lengths.count),
            shape: ImageShape(channels: 1, height: 1, width: context), classCount: 1,
            targets: PredictionTargets(
                zip(tokens, lengths).flatMap { tokens, length in (1...context).map { $0 <= length ? tokens[$0] : -1 } },
                perExample: context, classCount: vocabulary))
    }

    static let architectures: [NetworkArchitecture] = [
        .init(name: "embedding", layers: [.embedding(width: 5, context: 6)]),
        .init(name: "layer norm", layers: [.embedding(width: 7, context: 6), .layerNorm]),
        .init(name: "attention", layers: [.embedding(width: 10, context: 6), .attention(heads: 2)]),
        .init(name: "feed-forward", layers: [.embedding(width: 6, context: 6), .feedForward(hidden: 3)]),
        .transformer(layers: 2, width: 8, heads: 4, context: 6),
    ]

    @Test(arguments: architectures)
    func gradientIsTheSlopeOfTheLoss(architecture: NetworkArchitecture) throws {
        let data = Self.texts([6, 3, 1], context: 6, vocabulary: 5)
        var stream = RandomStream(seed: 5, "central difference", architecture.name)
        CentralDifferenceTests.expectSlopes(
            of: try Network(architecture, for: data), on: data, deviation: 0.5, step: 4e-3, tolerance: (3e-4, 0.02),
            using: &stream)
    }

    /// With scores so far apart that a later tile often holds a query's largest, and a loss of such queries alone.
    @Test func tilesOfAttentionGoTogether() throws {
        let texts = Self.texts([100, 100, 100], context: 100, vocabulary: 5)
        let data = Dataset(
            name: "ends of texts", features: texts.features, labels: texts.labels, shape: texts.shape, classCount: 1,
            targets: PredictionTargets(
                (0..<3).flatMap { row in (0..<100).map { $0 < 64 ? -1 : texts.targets[row, $0].map { Int32($0) } ?? -1 }
                },
                perExample: 100, classCount: 5))
        var stream = RandomStream(seed: 5, "tiles")
        CentralDifferenceTests.expectSlopes(
            of: try Network(
                NetworkArchitecture(name: "tiles", layers: [.embedding(width: 6, context: 100), .attention(heads: 2)]),
                for: data), on: data, deviation: 1, step: 2e-3, tolerance: (3e-4, 0.02), using: &stream)
    }

    @Test func nobodyLooksAhead() throws {
        for context in [5, 64, 65, 130] {  // around the edges of attention's tiles
            let data = Self.texts([context], context: context, vocabulary: 5)
            let network = try Network(.transformer(layers: 1, width: 6, heads: 2, context: context), for: data)
            let workspace = NetworkWorkspace(for: network, batchCapacity: 1)
            var parameters = network.initialParameters(seed: 2)
            var stream = RandomStream(seed: 5, "ahead")
            for i in parameters.indices { parameters[i] += Float(0.3 * stream.normal()) }
            func losses(changing changed: Int?) -> [Double] {
                var tokens = data.features
                if let changed { tokens[0, changed] = (tokens[0, changed] + 1).truncatingRemainder(dividingBy: 5) }
                return (0..<context).map { place in
                    let one = Dataset(
                        name: "one", features: tokens, labels: [0], shape: data.shape, classCount: 1,
                        targets: PredictionTargets(
                            (0..<context).map { $0 == place ? 1 : -1 }, perExample: context, classCount: 5))
                    return network.evaluate(parameters, on: one, rows: 0..<1, in: workspace).lossSum
                }
            }
            let changed = context - 2
            let (before, after) = (losses(changing: nil), losses(changing: changed))
            #expect(before[..<changed] == after[..<changed], "\(context)")
            #expect(before[changed] != after[changed] && before[changed + 1] != after[changed + 1], "\(context)")
        }
    }

    @Test func emptyTextsTeachNothing() throws {
        let data = Self.texts([0, 6, 0], context: 6, vocabulary: 5)
        let network = try Network(.transformer(layers: 1, width: 8, heads: 2, context: 6), for: data)
        let workspace = NetworkWorkspace(for: network, batchCapacity: 3)
        let parameters = network.initialParameters(seed: 2)
        var gradient = [Float](repeating: .nan, count: network.parameterCount)
        let loss = network.gradient(parameters, on: data, rows: [0, 2], into: &gradient, in: workspace)
        #expect(loss == 0 && gradient.allSatisfy { $0 == 0 })
        #expect(network.evaluate(parameters, on: data, rows: [0, 2], in: workspace) == Evaluation())
        var trained = parameters
        var rng = RandomStream(seed: 1, "minibatch")
        let outcome = network.train(
            &trained, on: data, rows: [0], settings: LocalTraining(batchSize: 2, effort: .steps(2)), learningRate: 0.1,
            using: &rng, in: workspace)
        #expect(trained == parameters && outcome.meanLoss == 0 && !outcome.diverged)
    }

    @Test func lastLayerGradientIsThatOfTheTokenVectorsAtTheOutput() throws {
        let data = Self.texts([6, 4], context: 6, vocabulary: 5)
        let network = try Network(.transformer(layers: 1, width: 8, heads: 2, context: 6), for: data)
        let workspace = NetworkWorkspace(for: network, batchCapacity: 2)
        let parameters = network.initialParameters(seed: 2)
        let last = network.lastLayerGradients(parameters, on: data, rows: [0, 1], in: workspace).mean()
        #expect(last.count == network.lastLayer.count && network.lastLayer == 0..<5 * 8)
        // The embedding's own part of the gradient goes to tokens that occur; the rest is the output's.
        var gradient = [Float](repeating: 0, count: network.parameterCount)
        _ = network.gradient(parameters, on: data, rows: [0, 1], into: &gradient, in: workspace)
        let sumOfOutput = (0..<8).map { j in (0..<5).reduce(Float(0)) { $0 + last[j * 5 + $1] } }
        #expect(sumOfOutput.allSatisfy { abs($0) < 1e-6 }, "softmax minus one-hot sums to 0 over the tokens")
    }

    @Test func operationCountsByHand() throws {
        let data = Self.texts([16], context: 16, vocabulary: 65)
        let network = try Network(.transformer(layers: 3, width: 32, heads: 4, context: 16), for: data)
        let block = 2 * 16 * (32 * 96 + 32 * 32 + 2 * 32 * 128) + 2 * 16 * 17 * 32
        #expect(network.forwardFLOPsPerSample == 3 * block + 2 * 16 * 32 * 65)
        #expect(network.trainingFLOPsPerSample == 3 * network.forwardFLOPsPerSample)
        let weights = 32 * 96 + 96 + 32 * 32 + 32 + 2 * 32 * 128 + 128 + 32 + 4 * 32
        #expect(network.parameterCount == 65 * 32 + 16 * 32 + 3 * weights + 2 * 32)
    }

    @Test func layersThatDoNotFitAreNamed() {
        let texts = Self.texts([6], context: 6, vocabulary: 5)
        func message(_ layers: [any Layer], on data: Dataset = texts) -> String? {
            #expect(throws: ArchitectureError.self) {
                try Network(NetworkArchitecture(name: "m", layers: layers), for: data)
            }?.description
        }
        let embedding = Embedding(width: 6, context: 6)
        #expect(
            message([])
                == "model m: layer 1 (linear): an example has 6 tokens to predict; begin with an embedding, as model transformer does"
        )
        #expect(message([.attention(heads: 2)])?.contains("layer 1 (attention): it needs a sequence") == true)
        #expect(
            message([embedding, .attention(heads: 4)])?.contains("a width of 6 does not divide into 4 heads") == true)
        #expect(message([.embedding(width: 6, context: 7)])?.contains("expected a text of 7 tokens") == true)
        #expect(message([embedding, embedding])?.contains("layer 2 (embedding): it must be the first layer") == true)
        #expect(
            message([embedding, .convolution(outputs: 2, kernel: 1)])?.contains("its input is a sequence of 6") == true)
        #expect(message([embedding, .globalAveragePool])?.contains("its input is a sequence of 6") == true)
        #expect(message([embedding, .flatten])?.contains("6 tokens to predict") == true)
        #expect(
            message([embedding, .flatten, .layerNorm])?.contains("layer 3 (layerNorm): it needs a sequence") == true)
        for layers in [[.embedding(width: .max, context: 6)], [embedding, .feedForward(hidden: .max)]] as [[any Layer]]
        {
            #expect(message(layers)?.contains("at most") == true)
        }
    }
}
