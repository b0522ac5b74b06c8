import Documents

/// Normalization of each position over its channels (Ba, Kiros, Hinton 2016) with a scale and a shift per channel.
public struct LayerNorm: Layer {
    public static let kind = "layerNorm"
    public static let abstract = "normalization of each position of a sequence, with a scale and a shift per channel"

    /// Added to the variance; above 0.
    public let epsilon: Float

    public init(epsilon: Float = 1e-5) { self.epsilon = epsilon }
    public init(_ reader: DocumentReader) { self.init() }

    public func append(to plan: inout NetworkPlan) throws {
        plan.append(try place(in: &plan, for: self), shape: plan.shape)
    }

    /// Places the normalization of the plan's shape for `layer`, which may consist of several operations.
    func place(in plan: inout NetworkPlan, for layer: some Layer, part: String = "") throws -> LayerNormOperation {
        try plan.requireSequence(layer)
        try plan.require(epsilon > 0, layer, "epsilon \(epsilon), expected above 0")
        let width = plan.shape.channels
        return LayerNormOperation(
            positions: plan.shape.width, width: width, epsilon: epsilon,
            scale: plan.place(layer, part + "scale", count: width, start: 1),
            shift: plan.place(layer, part + "shift", count: width))
    }
}

extension Layer where Self == LayerNorm {
    public static var layerNorm: LayerNorm { LayerNorm() }
}
