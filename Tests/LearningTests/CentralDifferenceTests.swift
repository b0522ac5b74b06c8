import Learning
import LinearAlgebra
import Reproducibility
import Testing

/// Every layer kind's gradient against central differences of the loss.
@Suite struct CentralDifferenceTests {
    static let cases: [NetworkArchitecture] = [
        .init(name: "linear", layers: [.flatten, .linear(outputs: 9), .relu]),
        .init(name: "linear without relu", layers: [.flatten, .linear(outputs: 3)]),
        .init(name: "thin convolution", layers: [.convolution(outputs: 5, kernel: 3, padding: 1), .relu]),
        .init(name: "even kernel", layers: [.convolution(outputs: 3, kernel: 2, stride: 3, padding: 1)]),
        .init(
            name: "1×1",
            layers: [.convolution(outputs: 9, kernel: 1), .relu, .convolution(outputs: 2, kernel: 1, stride: 2)]),
        .init(
            name: "wide convolutions",  // kernel·channels above 32: the unfolding by single rows
            layers: [
                .convolution(outputs: 16, kernel: 3, padding: 1), .relu,
                .convolution(outputs: 8, kernel: 3, padding: 1),
                .convolution(outputs: 12, kernel: 5, stride: 2, padding: 2),
            ]),
        .init(
            name: "stride three",
            layers: [.convolution(outputs: 20, kernel: 1), .convolution(outputs: 4, kernel: 4, stride: 3, padding: 2)]),
        .init(name: "max pool", layers: [.convolution(outputs: 9, kernel: 3), .maxPool(size: 2)]),
        .init(name: "max pool of the input", layers: [.maxPool(size: 3), .convolution(outputs: 3, kernel: 1)]),
        .init(name: "global average pool", layers: [.convolution(outputs: 11, kernel: 3), .globalAveragePool]),
        .init(name: "group norm", layers: [.convolution(outputs: 12, kernel: 3), .groupNorm(groups: 3), .relu]),
        .init(name: "layer and instance norm", layers: [.groupNorm(groups: 2), .groupNorm(groups: 1)]),
        .init(name: "identity block", layers: [.convolution(outputs: 8, kernel: 1), .residual(outputs: 8, groups: 2)]),
        .init(name: "block at the input", layers: [.residual(outputs: 2, groups: 1)]),
        .init(name: "projection block", layers: [.residual(outputs: 10, stride: 2, groups: 5), .globalAveragePool]),
    ]

    @Test(arguments: cases)
    func gradientIsTheSlopeOfTheLoss(architecture: NetworkArchitecture) throws {
        let shape = ImageShape(channels: 2, height: 7, width: 6)
        var stream = RandomStream(seed: 5, "central difference", architecture.name)
        let data = Dataset(
            name: "noise",
            features: Matrix(
                rows: 3, columns: shape.count, elements: (0..<3 * shape.count).map { _ in Float(stream.normal()) }),
            labels: [1, 0, 3], shape: shape, classCount: 4)
        Self.expectSlopes(
            of: try Network(architecture, input: shape, classes: 4), on: data, deviation: 0.1, step: 5e-4,
            tolerance: (4e-3, 0.04), using: &stream)
    }

    /// Holds the gradient of three weighted examples, block by block, to differences of their loss.
    ///
    /// - Parameters:
    ///   - data: three examples.
    ///   - deviation: of what is added to the starting parameters.
    ///   - tolerance: absolute, and relative to the norm of the block's gradient.
    static func expectSlopes(
        of network: Network, on data: Dataset, deviation: Double, step: Float,
        tolerance: (absolute: Double, relative: Double), using stream: inout RandomStream
    ) {
        let workspace = NetworkWorkspace(for: network, batchCapacity: 2)
        var parameters = network.initialParameters(seed: 2)
        for i in parameters.indices { parameters[i] += Float(deviation * stream.normal()) }
        var gradient = [Float](repeating: .nan, count: network.parameterCount)
        let weights: [Float] = [1, 3, 2]
        _ = network.gradient(parameters, on: data, rows: [0, 1, 2], weights: weights, into: &gradient, in: workspace)
        func loss(_ parameters: [Float]) -> Double {
            (0..<3).reduce(0.0) { sum, row in
                let one = network.evaluate(parameters, on: data, rows: row..<row + 1, in: workspace)
                return sum + Double(weights[row]) / 6 * one.lossSum / Double(network.predictions)
            }
        }
        for block in network.parameterBlocks {
            // Along the gradient, where the slope is large against rounding, and off it by a random unit vector.
            let steepest = gradient[block.range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for off in [Float(0), 1, 1, 1] {
                let random = block.range.map { _ in Float(stream.normal()) }
                let norm = random.reduce(0) { $0 + $1 * $1 }.squareRoot()
                let direction = zip(gradient[block.range], random).map { $0 / max(steepest, 1e-6) + off * $1 / norm }
                var (up, down) = (parameters, parameters)
                for (i, index) in block.range.enumerated() {
                    up[index] += step * direction[i]
                    down[index] -= step * direction[i]
                }
                let slope = (loss(up) - loss(down)) / Double(2 * step)
                let expected = zip(direction, gradient[block.range]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                #expect(
                    abs(slope - expected) < tolerance.absolute + tolerance.relative * Double(steepest), "\(block.name)")
            }
        }
    }

    @Test func batchesGiveTheMeanOfTheirExamples() throws {
        for architecture in [NetworkArchitecture.lenet5, .leafCNN, .resnet8, .resnet14] {
            let shape = ImageShape(channels: 3, height: 16, width: 16)
            var stream = RandomStream(seed: 5, "batches")
            let data = Dataset(
                name: "noise",
                features: Matrix(
                    rows: 3, columns: shape.count, elements: (0..<3 * shape.count).map { _ in Float(stream.normal()) }),
                labels: [1, 0, 3], shape: shape, classCount: 4)
            let network = try Network(architecture, input: shape, classes: 4)
            let parameters = network.initialParameters(seed: 2)
            var whole = [Float](repeating: .nan, count: network.parameterCount)
            _ = network.gradient(
                parameters, on: data, rows: [0, 1, 2], into: &whole,
                in: NetworkWorkspace(for: network, batchCapacity: 3))
            let each = network.perExampleGradients(
                parameters, on: data, rows: [0, 1, 2], in: NetworkWorkspace(for: network, batchCapacity: 1))
            let mean = (0..<network.parameterCount).map {
                (Double(each[0, $0]) + Double(each[1, $0]) + Double(each[2, $0])) / 3
            }
            #expect(relativeError(whole, mean) < 1e-5, "\(architecture.name)")
        }
    }

    @Test func layersThatDoNotFitAreNamed() {
        let shape = ImageShape(channels: 2, height: 7, width: 6)
        func message(_ layers: [any Layer]) -> String? {
            #expect(throws: ArchitectureError.self) {
                try Network(NetworkArchitecture(name: "m", layers: layers), input: shape, classes: 4)
            }?.description
        }
        let conv = Convolution(outputs: 4, kernel: 3)
        #expect(
            message([conv, .relu, .groupNorm(groups: 3)])
                == "model m: layer 3 (groupNorm): 4 channels do not divide into 3 groups")
        #expect(
            message([conv, .maxPool(size: 5)])?.contains("layer 2 (maxPool): windows of 5×5 on an image of 4×5×4")
                == true)
        #expect(message([.flatten, conv])?.contains("layer 2 (convolution): it needs an image") == true)
        #expect(message([conv, conv, .convolution(outputs: 1, kernel: 4)])?.contains("layer 3 (convolution)") == true)
        #expect(message([.relu])?.contains("layer 1 (relu): it must follow") == true)
        #expect(message([conv, .maxPool(size: 2), .relu])?.contains("not maxPool") == true)
        #expect(
            message([conv, .linear(outputs: 3)])?.contains("layer 2 (linear): its input is an image of 4×5×4") == true)
        #expect(message([.flatten, .linear(outputs: 0)])?.contains("0 outputs") == true)
        #expect(message([.convolution(outputs: 1, kernel: 1, stride: 0)])?.contains("stride 0") == true)
        for layers in [
            [.flatten, .linear(outputs: .max)], [.convolution(outputs: .max, kernel: 1)],
            [.convolution(outputs: 1, kernel: 1, padding: .max)], [.residual(outputs: 1 << 20, groups: 1)],
        ] as [[any Layer]] {
            #expect(message(layers)?.contains("at most") == true)
        }
        #expect(message([.flatten, .residual(outputs: 4, groups: 1)])?.contains("layer 2 (residual)") == true)
    }

    @Test func operationCountsByHand() throws {
        let fashion = ImageShape(channels: 1, height: 28, width: 28)
        let mlp = try Network(.multilayerPerceptron(hidden: [200, 200]), input: fashion, classes: 10)
        #expect(mlp.forwardFLOPsPerSample == 2 * (784 * 200 + 200 * 200 + 200 * 10))
        #expect(mlp.trainingFLOPsPerSample == 2 * (2 * 784 * 200 + 3 * 200 * 200 + 3 * 200 * 10))
        let leaf = try Network(.leafCNN, input: fashion, classes: 10)
        let (first, rest) = (784 * 25 * 32, 196 * 800 * 64 + 3136 * 512 + 5120)
        #expect(
            leaf.forwardFLOPsPerSample == 2 * (first + rest)
                && leaf.trainingFLOPsPerSample == 2 * (2 * first + 3 * rest))
        #expect(leaf.parameterCount == 25 * 32 + 32 + 800 * 64 + 64 + 3136 * 512 + 512 + 5120 + 10)
    }
}
