import Learning
import LinearAlgebra
import Reproducibility
import Testing

@Suite struct ImageAugmentationTests {
    /// Trains one step on one image and returns the parameters; a step's weight gradient shows what the network saw.
    static func step(_ augmentation: ImageAugmentation?, seed: UInt64) throws -> [Float] {
        let shape = ImageShape(channels: 2, height: 3, width: 3)
        let network = try Network(.softmaxRegression, input: shape, classes: 2)
        let data = Dataset(
            name: "one", features: Matrix(rows: 1, columns: 18, elements: (1...18).map(Float.init)), labels: [0],
            shape: shape,
            classCount: 2)
        var parameters = [Float](repeating: 0, count: network.parameterCount)
        var rng = RandomStream(seed: seed, "minibatch")
        _ = network.train(
            &parameters, on: data, rows: [0],
            settings: LocalTraining(batchSize: 1, effort: .steps(1), augmentation: augmentation), learningRate: 2,
            using: &rng, in: NetworkWorkspace(for: network, batchCapacity: 1))
        // From zero, the weights of class 0 are rate·½·input.
        return (0..<18).map { parameters[2 * $0] }
    }

    @Test func augmentationMovesAndMirrors() throws {
        let plain = try Self.step(nil, seed: 1)
        let interleaved: [Float] = (0..<9).flatMap { i -> [Float] in [Float(i + 1), Float(i + 10)] }
        #expect(plain == interleaved)
        let still = try Self.step(ImageAugmentation(cropPadding: 0, flips: false), seed: 1)
        #expect(still == plain)
        let mirrored: [Float] = (0..<9).flatMap { i -> [Float] in
            let j = i / 3 * 3 + 2 - i % 3
            return [Float(j + 1), Float(j + 10)]
        }
        let flips = try (1...20).map { try Self.step(ImageAugmentation(cropPadding: 0, flips: true), seed: $0) }
        #expect(Set(flips) == [plain, mirrored])
        let moved = try (1...40).map { try Self.step(ImageAugmentation(cropPadding: 1, flips: false), seed: $0) }
        let zeros = Set(moved.map { image in image.count { $0 == 0 } })
        #expect(zeros == [0, 6, 10])  // in place, along a side, along a corner
        for image in moved { #expect(Set(image).isSubset(of: Set(plain + [0]))) }
    }
}
