/// Walks an architecture, checks shapes, places parameters, and collects operations with their FLOPs.
struct NetworkPlan {
    private let architecture: NetworkArchitecture
    private(set) var operations: [any LayerOperation] = []
    private(set) var blocks: [ParameterBlock] = []
    private(set) var parameterCount = 0
    /// What the next layer sees; `isFlat` once a vector.
    private var shape: ImageShape
    private var isFlat: Bool
    private var position = 0

    /// - Throws: `ArchitectureError` that names the layer.
    init(_ architecture: NetworkArchitecture, input: ImageShape, classes: Int) throws {
        self.architecture = architecture
        shape = input
        isFlat = false
        var index = 0
        while index < architecture.layers.count {
            position = index + 1
            let layer = architecture.layers[index]
            let rectified = index + 1 < architecture.layers.count && architecture.layers[index + 1] == .relu
            switch layer {
            case .linear(let outputs):
                try require(outputs >= 1, layer, "\(outputs) outputs, expected 1 at least")
                try require(
                    isFlat || shape.height == 1 && shape.width == 1 || shape.channels == 1 && shape.height == 1, layer,
                    "its input is an image of \(shape); put flatten or globalAveragePool before it")
                appendLinear(layer, outputs: outputs, rectified: rectified)
                if rectified { index += 1 }
            case .flatten:
                flatten()
            case .relu:
                try require(false, layer, "it must follow linear, convolution or groupNorm")
            case .convolution, .maxPool, .globalAveragePool, .groupNorm, .residual:
                try require(false, layer, "not yet available")
            }
            index += 1
        }
        position = architecture.layers.count + 1
        flatten()
        appendLinear(.linear(outputs: classes), outputs: classes, rectified: false)
    }

    private func require(_ condition: Bool, _ layer: Layer, _ reason: String) throws {
        guard condition else {
            throw ArchitectureError(
                architecture: architecture.name, position: position, layer: layer.kind, reason: reason)
        }
    }

    private mutating func flatten() {
        shape = ImageShape(channels: shape.count, height: 1, width: 1)
        isFlat = true
    }

    private mutating func appendLinear(_ layer: Layer, outputs: Int, rectified: Bool) {
        let inputs = shape.count
        let weight = append(layer, "weight", count: inputs * outputs, fanIn: inputs)
        let bias = append(layer, "bias", count: outputs)
        operations.append(
            LinearOperation(
                inputCount: inputs, outputCount: outputs, rectified: rectified, weight: weight, bias: bias))
        shape = ImageShape(channels: outputs, height: 1, width: 1)
        isFlat = true
    }

    private mutating func append(
        _ layer: Layer, _ role: String, count: Int, fanIn: Int = 0, start: Float = 0
    ) -> Int {
        let offset = parameterCount
        parameterCount += count
        blocks.append(
            ParameterBlock(
                name: "\(position).\(layer.kind).\(role)", range: offset..<parameterCount, fanIn: fanIn, start: start))
        return offset
    }
}
