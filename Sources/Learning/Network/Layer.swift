import Documents

/// One layer of a network, without the shapes, which follow from what comes before it.
///
/// A layer stands in one file with its keys, its checks and its operation; `layers` lists them all.
public protocol Layer: SelfDescribing, Hashable {
    /// Whether ReLU may follow: the operation then applies it itself, as `NetworkPlan.isRectified` says.
    static var takesReLU: Bool { get }
    /// Checks that the layer fits `plan.shape`, places its parameters and appends its operation.
    ///
    /// - Throws: `ArchitectureError` that names the layer.
    func append(to plan: inout NetworkPlan) throws
}

extension Layer {
    public static var takesReLU: Bool { false }
    /// Name in messages and parameter blocks, for example `convolution`.
    public var kind: String { Self.kind }
}

/// All layers, by the value of `kind`.
public let layers = Registry<any Layer>(
    "layer", plural: "layers",
    types: [
        Linear.self, Convolution.self, ReLU.self, MaxPool.self, GlobalAveragePool.self, GroupNorm.self, Flatten.self,
        Residual.self, Embedding.self, Attention.self, FeedForward.self, LayerNorm.self,
    ])
