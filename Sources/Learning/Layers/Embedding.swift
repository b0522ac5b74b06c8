import Documents

/// A vector per token plus a vector per position: what a sequence of tokens enters a transformer by.
///
/// Its input is a text's tokens as numbers 0, 1, …; there are as many vectors as tokens can be predicted, and the network's
/// output shares them (Press and Wolf, "Using the output embedding to improve language models", 2017).
public struct Embedding: Layer {
    public static let kind = "embedding"
    public static let abstract =
        "a learned vector per token plus one per position, first of all; the output shares the former"

    /// Numbers of a vector.
    public let width: Int
    /// Tokens of a sequence.
    public let context: Int

    public init(width: Int, context: Int) { (self.width, self.context) = (width, context) }

    public init(_ reader: DocumentReader) throws {
        self.init(
            width: try reader.integer("width", atLeast: 1, help: "numbers of a token's vector"),
            context: try reader.integer(
                "context", in: 1...Self.longestContext, help: "tokens of an example of the text"))
    }

    static let longestContext = 1 << 16
    /// Of the starting weights of a transformer: Radford et al., "Improving language understanding by generative
    /// pre-training", 2018.
    static let deviation = 0.02

    public func append(to plan: inout NetworkPlan) throws {
        try plan.require(plan.previous == nil, self, "it must be the first layer")
        try plan.require(
            plan.shape == ImageShape(channels: 1, height: 1, width: context) && plan.predictions == context, self,
            "an example is \(plan.shape) with \(plan.predictions) to predict; expected a text of \(context) tokens, as data "
                + "of kind text give")
        try plan.require(width >= 1, self, "width \(width), expected 1 at least")
        try plan.requireMemory(self, "numbers in its output", context, width)
        try plan.requireMemory(self, "token vectors", plan.classes, width)
        let tokens = plan.place(self, "token", count: plan.classes * width, deviation: Self.deviation)
        let places = plan.place(self, "position", count: context * width, deviation: Self.deviation)
        plan.append(
            EmbeddingOperation(
                positions: context, width: width, vocabulary: plan.classes, tokenVectors: tokens,
                positionVectors: places), embeddingAt: tokens)
    }
}

extension Layer where Self == Embedding {
    public static func embedding(width: Int, context: Int) -> Embedding { Embedding(width: width, context: context) }
}
