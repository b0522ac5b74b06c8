import Documents

/// m ← β₁m + (1 − β₁)Δ;  v ← β₂v + (1 − β₂)Δ²;  w ← w + learningRate·m/(√v + adaptivity).
///
/// m starts at 0 and v at adaptivity², the least that the paper allows.
/// Source: Reddi et al., "Adaptive federated optimization", ICLR 2021 (FedAdam, Algorithm 2, without bias correction).
public struct ServerAdam: ServerOptimizer {
    public static let kind = "adam"
    public static let abstract = "FedAdam: a step per coordinate"

    public struct Memory: Codable, Sendable, Equatable {
        /// m and v, as long as the model; empty before the first round.
        public var first: [Float] = []
        public var second: [Float] = []
    }

    /// β₁ and β₂ in [0, 1), the others above 0.
    public let firstDecay: Float
    public let secondDecay: Float
    public let learningRate: Float
    public let adaptivity: Float
    public var memory = Memory()

    public init(
        firstDecay: Float = 0.9, secondDecay: Float = 0.99, learningRate: Float = 0.01, adaptivity: Float = 1e-3
    ) {
        precondition(
            0..<1 ~= firstDecay && 0..<1 ~= secondDecay && learningRate > 0 && adaptivity > 0,
            "FedAdam with decays \(firstDecay), \(secondDecay), rate \(learningRate), adaptivity \(adaptivity)")
        (self.firstDecay, self.secondDecay) = (firstDecay, secondDecay)
        (self.learningRate, self.adaptivity) = (learningRate, adaptivity)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            firstDecay: Float(
                try reader.number("firstDecay", .within(0...0.9999), default: 0.9, help: "β₁")),
            secondDecay: Float(
                try reader.number("secondDecay", .within(0...0.9999), default: 0.99, help: "β₂")),
            learningRate: Float(
                try reader.number("learningRate", .positive, default: 0.01, help: "of the server")),
            adaptivity: Float(
                try reader.number("adaptivity", .positive, default: 0.001, help: "added to √v")))
    }

    public mutating func apply(update: [Float], to parameters: inout [Float]) {
        checkLengths(update, parameters, earlier: memory.first)
        if memory.first.isEmpty {
            memory.first = [Float](repeating: 0, count: update.count)
            memory.second = [Float](repeating: adaptivity * adaptivity, count: update.count)
        }
        for i in update.indices {
            memory.first[i] = firstDecay * memory.first[i] + (1 - firstDecay) * update[i]
            memory.second[i] = secondDecay * memory.second[i] + (1 - secondDecay) * update[i] * update[i]
            parameters[i] += learningRate * memory.first[i] / (memory.second[i].squareRoot() + adaptivity)
        }
    }
}
