import Reproducibility

/// A feed-forward classifier with its shapes: from an example to the logits of `classes` classes, once or, of a text, for the
/// token that follows each of its tokens.
///
/// It holds no parameters; these are one flat `[Float]`, laid out as `parameterBlocks` says: linear weights are
/// inputs × outputs and convolution weights kernel row × kernel column × input channel × output channel, both
/// row-major. The loss is softmax cross-entropy.
public struct Network: Sendable {
    public let architecture: NetworkArchitecture
    public let input: ImageShape
    public let classes: Int
    /// Predictions of an example: 1, or the tokens of a text.
    public let predictions: Int
    public let parameterBlocks: [ParameterBlock]
    public let parameterCount: Int
    /// Weights (features × classes) and biases (classes) of the last linear layer; of a text the token vectors (classes ×
    /// features) that the output shares with the embedding.
    public let lastLayer: Range<Int>
    package let operations: [any LayerOperation]
    /// The operations at the front that work image by image, and their parameters, which come first in the vector;
    /// linear operations on whole batches follow.
    let imageOperationCount: Int
    let imageParameterCount: Int

    /// - Parameters:
    ///   - classes: at least 1.
    ///   - predictions: of an example, at least 1.
    /// - Throws: `ArchitectureError` that names the first layer that does not fit.
    public init(_ architecture: NetworkArchitecture, input: ImageShape, classes: Int, predictions: Int = 1) throws {
        precondition(classes >= 1 && predictions >= 1, "\(predictions) predictions of \(classes) classes")
        let plan = try NetworkPlan(architecture, input: input, classes: classes, predictions: predictions)
        self.architecture = architecture
        self.input = input
        self.classes = classes
        self.predictions = predictions
        lastLayer = plan.lastLayer
        parameterBlocks = plan.blocks
        parameterCount = plan.parameterCount
        operations = plan.operations
        imageOperationCount = plan.operations.firstIndex { !$0.worksByImage } ?? plan.operations.count
        imageParameterCount = plan.imageParameterCount
    }

    /// For examples such as those of `dataset`.
    ///
    /// - Throws: `ArchitectureError` that names the first layer that does not fit.
    public init(_ architecture: NetworkArchitecture, for dataset: Dataset) throws {
        try self.init(
            architecture, input: dataset.shape, classes: dataset.targets.classCount,
            predictions: dataset.targets.perExample)
    }

    /// Length of the vector that enters the last linear layer.
    public var lastLayerInputCount: Int { operations[operations.count - 1].inputCount / predictions }

    /// Floating-point operations (multiply and add counted separately) that the products of one example's forward
    /// pass need; elementwise work is not counted.
    public var forwardFLOPsPerSample: Int { operations.reduce(0) { $0 + $1.forwardFLOPs } }

    /// As `forwardFLOPsPerSample`, for a training step: forward, weight gradients, and input gradients except the
    /// first layer's, which are not needed.
    public var trainingFLOPsPerSample: Int {
        3 * forwardFLOPsPerSample - operations[0].outermostInputGradientFLOPs
    }

    /// Starting parameters: weights normal, biases and shifts 0, scales 1. The variance is 2 / fan-in (He et al., "Delving
    /// deep into rectifiers", ICCV 2015), in a transformer 0.02².
    ///
    /// Each block draws from its own stream, named by seed and block.
    public func initialParameters(seed: UInt64) -> [Float] {
        var parameters = [Float](repeating: 0, count: parameterCount)
        for block in parameterBlocks {
            if block.deviation == 0 {
                for i in block.range { parameters[i] = block.start }
            } else {
                var stream = RandomStream(seed: seed, "initialization", block.name)
                for i in block.range { parameters[i] = Float(block.deviation * stream.normal()) }
            }
        }
        return parameters
    }
}
