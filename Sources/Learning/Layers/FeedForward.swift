import Documents

/// x + W₂·gelu(W₁·layerNorm(x)) at each position, normalized before and added to what came in.
public struct FeedForward: Layer {
    public static let kind = "feedForward"
    public static let abstract =
        "residual block of two linear layers with GELU between, at each position, normalized before"

    /// Width between the two layers.
    public let hidden: Int

    public init(hidden: Int) { self.hidden = hidden }

    public init(_ reader: DocumentReader) throws {
        self.init(
            hidden: try reader.integer(
                "hidden", atLeast: 1, help: "width between the layers; four times the width is usual"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        try plan.requireSequence(self)
        let width = plan.shape.channels
        try plan.require(hidden >= 1, self, "\(hidden) hidden, expected 1 at least")
        try plan.requireMemory(self, "weights", width, hidden)
        try plan.requireMemory(self, "numbers between its layers", plan.shape.width, hidden)
        let norm = try LayerNorm().place(in: &plan, for: self, part: "norm.")
        let expansion = plan.placeLinear(self, "expansion", inputs: width, outputs: hidden)
        let contraction = plan.placeLinear(self, "contraction", inputs: hidden, outputs: width)
        plan.append(
            FeedForwardOperation(
                positions: plan.shape.width, norm: norm, expansion: expansion, contraction: contraction),
            shape: plan.shape)
    }
}

extension Layer where Self == FeedForward {
    public static func feedForward(hidden: Int) -> FeedForward { FeedForward(hidden: hidden) }
}
