import LinearAlgebra

/// Walks an architecture, checks shapes, places parameters, and collects operations with their FLOPs.
struct NetworkPlan {
    private let architecture: NetworkArchitecture
    private(set) var operations: [any LayerOperation] = []
    private(set) var blocks: [ParameterBlock] = []
    private(set) var parameterCount = 0
    /// Parameters before the first linear layer.
    private(set) var imageParameterCount = 0
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
                    shape.height == 1 && (shape.width == 1 || shape.channels == 1), layer,
                    "its input is an image of \(shape); put flatten or globalAveragePool before it")
                try requireMemory(layer, "weights", shape.count, outputs)
                appendLinear(layer, outputs: outputs, rectified: rectified)
            case .flatten:
                flatten()
            case .relu:
                let previous = index == 0 ? nil : architecture.layers[index - 1].kind
                try require(
                    ["linear", "convolution", "groupNorm"].contains(previous), layer,
                    "it must follow linear, convolution or groupNorm, not \(previous ?? "the input")")
            case .convolution(let outputs, let kernel, let stride, let padding, let bias):
                let operation = try convolution(
                    layer, "", outputs: outputs, kernel: kernel, stride: stride, padding: padding, bias: bias,
                    rectified: rectified)
                append(operation, channels: outputs, operation.unfolded.outputHeight, operation.unfolded.outputWidth)
            case .maxPool(let size):
                try requireImage(layer)
                try require(
                    size >= 1 && size <= min(shape.height, shape.width), layer,
                    "windows of \(size)×\(size) on an image of \(shape)")
                let operation = MaxPoolOperation(input: shape, size: size)
                append(operation, channels: shape.channels, operation.outputHeight, operation.outputWidth)
            case .globalAveragePool:
                try requireImage(layer)
                append(GlobalAveragePoolOperation(input: shape), channels: shape.channels, 1, 1)
            case .groupNorm(let groups, let epsilon):
                let operation = try groupNorm(layer, "", groups: groups, epsilon: epsilon, rectified: rectified)
                append(operation, channels: shape.channels, shape.height, shape.width)
            case .residual(let outputs, let stride, let groups):
                try appendResidual(layer, outputs: outputs, stride: stride, groups: groups)
            }
            index += 1
        }
        position = architecture.layers.count + 1
        flatten()
        let last = Layer.linear(outputs: classes)
        try requireMemory(last, "weights", shape.count, classes)
        appendLinear(last, outputs: classes, rectified: false)
    }

    /// Numbers that a layer's weights or its output for one example may have: a gibibyte.
    private static let largestCount = 1 << 28
    private static let largestPadding = 1 << 12

    /// Refuses what memory cannot hold, before any product of sizes overflows.
    private func requireMemory(_ layer: Layer, _ what: String, _ sizes: Int...) throws {
        let count = sizes.reduce(1.0) { $0 * Double($1) }
        try require(
            count <= Double(Self.largestCount), layer,
            "\(sizes.map(String.init).joined(separator: "×")) \(what), expected \(Self.largestCount) at most")
    }

    private func requireImage(_ layer: Layer) throws {
        try require(!isFlat, layer, "it needs an image, and its input is a vector of \(shape.count)")
    }

    private mutating func append(_ operation: any LayerOperation, channels: Int, _ height: Int, _ width: Int) {
        operations.append(operation)
        shape = ImageShape(channels: channels, height: height, width: width)
    }

    private mutating func convolution(
        _ layer: Layer, _ part: String, outputs: Int, kernel: Int, stride: Int, padding: Int, bias: Bool,
        rectified: Bool
    ) throws -> ConvolutionOperation {
        try requireImage(layer)
        try require(
            outputs >= 1 && kernel >= 1 && stride >= 1 && padding >= 0, layer,
            "\(outputs) outputs, kernel \(kernel), stride \(stride), padding \(padding); expected 1, 1, 1 and 0 at least"
        )
        try requireMemory(layer, "weights", kernel, kernel, shape.channels, outputs)
        try require(
            padding <= Self.largestPadding, layer, "padding \(padding), expected \(Self.largestPadding) at most")
        try require(
            kernel <= min(shape.height, shape.width) + 2 * padding, layer,
            "a kernel of \(kernel)×\(kernel) is larger than the image of \(shape) with padding \(padding)")
        try requireMemory(
            layer, "numbers in its output", outputs, (shape.height + 2 * padding - kernel) / stride + 1,
            (shape.width + 2 * padding - kernel) / stride + 1)
        let weight = append(
            layer, part + "weight", count: kernel * kernel * shape.channels * outputs,
            fanIn: kernel * kernel * shape.channels)
        return ConvolutionOperation(
            unfolded: UnfoldedImage(
                input: shape, outputHeight: (shape.height + 2 * padding - kernel) / stride + 1,
                outputWidth: (shape.width + 2 * padding - kernel) / stride + 1, kernel: kernel, stride: stride,
                padding: padding),
            outputChannels: outputs, rectified: rectified, weight: weight,
            bias: bias ? append(layer, part + "bias", count: outputs) : nil)
    }

    private mutating func groupNorm(
        _ layer: Layer, _ part: String, groups: Int, epsilon: Float, rectified: Bool
    ) throws -> GroupNormOperation {
        try requireImage(layer)
        try require(
            groups >= 1 && shape.channels % groups == 0, layer,
            "\(shape.channels) channels do not divide into \(groups) groups")
        try require(epsilon > 0, layer, "epsilon \(epsilon), expected above 0")
        return GroupNormOperation(
            input: shape, groups: groups, epsilon: epsilon, rectified: rectified,
            scale: append(layer, part + "scale", count: shape.channels, start: 1),
            shift: append(layer, part + "shift", count: shape.channels))
    }

    private mutating func appendResidual(_ layer: Layer, outputs: Int, stride: Int, groups: Int) throws {
        let input = shape
        func convolution(_ part: String, kernel: Int, stride: Int) throws -> ConvolutionOperation {
            try self.convolution(
                layer, part + ".", outputs: outputs, kernel: kernel, stride: stride, padding: kernel / 2, bias: false,
                rectified: false)
        }
        let convolution1 = try convolution("convolution1", kernel: 3, stride: stride)
        shape = ImageShape(
            channels: outputs, height: convolution1.unfolded.outputHeight, width: convolution1.unfolded.outputWidth)
        let norm1 = try groupNorm(layer, "norm1.", groups: groups, epsilon: 1e-5, rectified: true)
        let convolution2 = try convolution("convolution2", kernel: 3, stride: 1)
        let norm2 = try groupNorm(layer, "norm2.", groups: groups, epsilon: 1e-5, rectified: false)
        let output = shape
        shape = input
        let projection = input == output ? nil : try convolution("projection", kernel: 1, stride: stride)
        append(
            ResidualOperation(
                convolution1: convolution1, norm1: norm1, convolution2: convolution2, norm2: norm2,
                projection: projection),
            channels: output.channels, output.height, output.width)
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
        if operations.allSatisfy(\.worksByImage) { imageParameterCount = parameterCount }
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
