import Reproducibility

/// A feed-forward classifier with its shapes: from an example to the logits of `classes` classes.
///
/// It holds no parameters; these are one flat `[Float]`, laid out as `parameterBlocks` says: linear weights are
/// inputs × outputs and convolution weights kernel row × kernel column × input channel × output channel, both
/// row-major. The loss is softmax cross-entropy.
public struct Network: Sendable {
    public let architecture: NetworkArchitecture
    public let input: ImageShape
    public let classes: Int
    public let parameterBlocks: [ParameterBlock]
    public let parameterCount: Int
    package let operations: [any LayerOperation]
    /// The operations at the front that work image by image, and their parameters, which come first in the vector;
    /// linear operations on whole batches follow.
    let imageOperationCount: Int
    let imageParameterCount: Int

    /// - Parameter classes: at least 1.
    /// - Throws: `ArchitectureError` that names the first layer that does not fit.
    public init(_ architecture: NetworkArchitecture, input: ImageShape, classes: Int) throws {
        precondition(classes >= 1, "\(classes) classes")
        let plan = try NetworkPlan(architecture, input: input, classes: classes)
        self.architecture = architecture
        self.input = input
        self.classes = classes
        parameterBlocks = plan.blocks
        parameterCount = plan.parameterCount
        operations = plan.operations
        imageOperationCount = plan.operations.firstIndex { !$0.worksByImage } ?? plan.operations.count
        imageParameterCount = plan.imageParameterCount
    }

    /// Weights (features × classes) and biases (classes) of the last linear layer.
    public var lastLayer: Range<Int> {
        parameterBlocks[parameterBlocks.count - 2].range.lowerBound..<parameterCount
    }

    /// Length of the vector that enters the last linear layer.
    public var lastLayerInputCount: Int { operations[operations.count - 1].inputCount }

    /// Floating-point operations (multiply and add counted separately) that the products of one example's forward
    /// pass need; elementwise work is not counted.
    public var forwardFLOPsPerSample: Int { operations.reduce(0) { $0 + $1.forwardFLOPs } }

    /// As `forwardFLOPsPerSample`, for a training step: forward, weight gradients, and input gradients except the
    /// first layer's, which are not needed.
    public var trainingFLOPsPerSample: Int {
        3 * forwardFLOPsPerSample - operations[0].outermostInputGradientFLOPs
    }

    /// Starting parameters: weights normal with variance 2 / fan-in, biases and shifts 0, scales 1.
    ///
    /// Each block draws from its own stream, named by seed and block. Source: He et al., "Delving deep into rectifiers",
    /// ICCV 2015.
    public func initialParameters(seed: UInt64) -> [Float] {
        var parameters = [Float](repeating: 0, count: parameterCount)
        for block in parameterBlocks {
            if block.fanIn == 0 {
                for i in block.range { parameters[i] = block.start }
            } else {
                var stream = RandomStream(seed: seed, "initialization", block.name)
                let deviation = (2 / Double(block.fanIn)).squareRoot()
                for i in block.range { parameters[i] = Float(deviation * stream.normal()) }
            }
        }
        return parameters
    }
}
