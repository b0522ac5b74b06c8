import Documents

/// v ← momentum·v + Δ;  w ← w + learningRate·(Δ + momentum·v): Nesterov's momentum over the rounds, PyTorch's definition with
/// −Δ as the gradient.
///
/// Source: Douillard et al., "DiLoCo: distributed low-communication training of language models", 2023, the outer optimizer.
public struct ServerNesterov: ServerOptimizer {
    public static let kind = "nesterov"
    public static let abstract = "DiLoCo's outer step: Nesterov's momentum over the rounds"

    /// In [0, 1).
    public let momentum: Float
    /// Above 0.
    public let learningRate: Float
    /// v, as long as the model; empty before the first round.
    public var memory: [Float] = []

    public init(momentum: Float = 0.9, learningRate: Float = 0.7) {
        precondition(0..<1 ~= momentum && learningRate > 0, "outer momentum \(momentum), rate \(learningRate)")
        (self.momentum, self.learningRate) = (momentum, learningRate)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            momentum: Float(
                try reader.number("momentum", .within(0...0.9999), default: 0.9, help: "what of v stays")),
            learningRate: Float(try reader.number("learningRate", .positive, default: 0.7, help: "of the server")))
    }

    public mutating func apply(update: [Float], to parameters: inout [Float]) {
        checkLengths(update, parameters, earlier: memory)
        if memory.isEmpty { memory = [Float](repeating: 0, count: update.count) }
        for i in update.indices {
            memory[i] = momentum * memory[i] + update[i]
            parameters[i] += learningRate * (update[i] + momentum * memory[i])
        }
    }
}
