import Documents

/// x + W·attention(layerNorm(x)): causal self-attention of several heads, normalized before and added to what came in
/// (Vaswani et al. 2017; pre-norm as in Radford et al. 2019).
public struct Attention: Layer {
    public static let kind = "attention"
    public static let abstract = "residual block of causal self-attention, normalized before"

    /// A divisor of the sequence's width.
    public let heads: Int

    public init(heads: Int) { self.heads = heads }

    public init(_ reader: DocumentReader) throws {
        self.init(heads: try reader.integer("heads", atLeast: 1, help: "how many; must divide the width"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        try plan.requireSequence(self)
        let (positions, width) = (plan.shape.width, plan.shape.channels)
        try plan.require(
            heads >= 1 && width % heads == 0, self, "a width of \(width) does not divide into \(heads) heads")
        try plan.requireMemory(self, "weights", width, 3 * width)
        let norm = try LayerNorm().place(in: &plan, for: self, part: "norm.")
        let projection = plan.placeLinear(self, "projection", inputs: width, outputs: 3 * width)
        let output = plan.placeLinear(self, "output", inputs: width, outputs: width)
        plan.append(
            AttentionOperation(
                norm: norm, projection: projection,
                attention: CausalAttention(positions: positions, width: width, heads: heads), output: output),
            shape: plan.shape)
    }
}

extension Layer where Self == Attention {
    public static func attention(heads: Int) -> Attention { Attention(heads: heads) }
}
