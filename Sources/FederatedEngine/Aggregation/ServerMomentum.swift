import Documents

/// v ← momentum·v + Δ;  w ← w + learningRate·v. Momentum 0 and rate 1 is `averaging`.
///
/// Source: Hsu, Qi, Brown, "Measuring the effects of non-identical data distribution for federated visual classification",
/// 2019 (FedAvgM).
public struct ServerMomentum: ServerOptimizer {
    public static let kind = "momentum"
    public static let abstract = "FedAvgM: momentum over the rounds"

    /// In [0, 1).
    public let momentum: Float
    /// Above 0.
    public let learningRate: Float
    /// v, as long as the model; empty before the first round.
    public var memory: [Float] = []

    public init(momentum: Float = 0.9, learningRate: Float = 1) {
        precondition(0..<1 ~= momentum && learningRate > 0, "server momentum \(momentum), rate \(learningRate)")
        (self.momentum, self.learningRate) = (momentum, learningRate)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            momentum: Float(
                try reader.number("momentum", .within(0...0.9999), default: 0.9, help: "what of v stays")),
            learningRate: Float(
                try reader.number("learningRate", .positive, default: 1, help: "of the server")))
    }

    public mutating func apply(update: [Float], to parameters: inout [Float]) {
        checkLengths(update, parameters, earlier: memory)
        if memory.isEmpty { memory = [Float](repeating: 0, count: update.count) }
        for i in update.indices {
            memory[i] = momentum * memory[i] + update[i]
            parameters[i] += learningRate * memory[i]
        }
    }
}
