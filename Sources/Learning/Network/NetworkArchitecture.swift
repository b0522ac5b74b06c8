/// The layers between the input and the logits.
///
/// `Network` appends the last layer itself: a linear one to the number of classes, after flattening if need be, or after an
/// embedding the one that shares its vectors. An empty list is softmax regression.
public struct NetworkArchitecture: Sendable, Hashable {
    /// In messages and manifests, for example `lenet5`.
    public let name: String
    public let layers: [any Layer]

    public init(name: String, layers: [any Layer]) {
        (self.name, self.layers) = (name, layers)
    }

    public static func == (a: NetworkArchitecture, b: NetworkArchitecture) -> Bool {
        a.name == b.name && a.layers.map { AnyHashable($0) } == b.layers.map { AnyHashable($0) }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        for layer in layers { hasher.combine(layer) }
    }

    /// Multinomial logistic regression.
    public static let softmaxRegression = NetworkArchitecture(name: "softmax-regression", layers: [])

    /// Linear layers of the given widths, each followed by ReLU.
    public static func multilayerPerceptron(hidden: [Int]) -> NetworkArchitecture {
        NetworkArchitecture(
            name: hidden.isEmpty ? "mlp" : "mlp-" + hidden.map(String.init).joined(separator: "-"),
            layers: [Flatten()] + hidden.flatMap { [Linear(outputs: $0), ReLU()] as [any Layer] })
    }

    /// LeNet-5 (LeCun et al. 1998) with ReLU and max pooling; padding 2 in the first layer makes 28×28 images fit.
    public static let lenet5 = NetworkArchitecture(
        name: "lenet5",
        layers: [
            .convolution(outputs: 6, kernel: 5, padding: 2), .relu, .maxPool(size: 2),
            .convolution(outputs: 16, kernel: 5), .relu, .maxPool(size: 2), .flatten, .linear(outputs: 120), .relu,
            .linear(outputs: 84), .relu,
        ])

    /// The convolutional network of LEAF (Caldas et al. 2018) and of McMahan et al. 2017.
    public static let leafCNN = NetworkArchitecture(
        name: "leaf-cnn",
        layers: [
            .convolution(outputs: 32, kernel: 5, padding: 2), .relu, .maxPool(size: 2),
            .convolution(outputs: 64, kernel: 5, padding: 2), .relu, .maxPool(size: 2), .flatten,
            .linear(outputs: 512), .relu,
        ])

    /// 8 layers: one residual block in each of three stages of 16, 32 and 64 channels.
    public static let resnet8 = residualNetwork(name: "resnet8", blocksPerStage: 1)

    /// 14 layers: two residual blocks a stage.
    public static let resnet14 = residualNetwork(name: "resnet14", blocksPerStage: 2)

    /// A decoder-only transformer: embeddings, `layers` times attention and a feed-forward block of four times the width, a
    /// last normalization, and the network's output that shares the token vectors (GPT-2, Radford et al. 2019).
    public static func transformer(layers: Int, width: Int, heads: Int, context: Int) -> NetworkArchitecture {
        let (hidden, overflow) = width.multipliedReportingOverflow(by: 4)
        let block: [any Layer] = [.attention(heads: heads), .feedForward(hidden: overflow ? .max : hidden)]
        return NetworkArchitecture(
            name: "transformer-\(layers)-\(width)",
            layers: [.embedding(width: width, context: context)] + (0..<layers).flatMap { _ in block } + [.layerNorm])
    }

    /// Tokens of an example of a text, which the embedding says; nil for a model of other data.
    public var context: Int? { layers.lazy.compactMap { ($0 as? Embedding)?.context }.first }

    /// The CIFAR networks of He et al. 2016, depth 6n + 2, with group normalization in 8 groups.
    private static func residualNetwork(name: String, blocksPerStage: Int) -> NetworkArchitecture {
        var layers: [any Layer] = [
            .convolution(outputs: 16, kernel: 3, padding: 1, bias: false), .groupNorm(groups: 8), .relu,
        ]
        for (stage, channels) in [16, 32, 64].enumerated() {
            for block in 0..<blocksPerStage {
                layers.append(Residual(outputs: channels, stride: stage > 0 && block == 0 ? 2 : 1, groups: 8))
            }
        }
        return NetworkArchitecture(name: name, layers: layers + [GlobalAveragePool()])
    }
}
