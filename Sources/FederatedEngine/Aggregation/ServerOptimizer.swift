import Learning

/// What the server does with the aggregated update of a round (the weighted sum of the sites' parameter changes).
///
/// A value with its whole state, so that a checkpoint can carry it. Source: Hsu, Qi, Brown 2019 (FedAvgM); Reddi et al.,
/// "Adaptive federated optimization", ICLR 2021 (FedAdam, Algorithm 2, without bias correction).
public struct ServerOptimizer: Sendable, Hashable, Codable {
    public enum Rule: Sendable, Hashable, Codable {
        /// w ← w + Δ: plain FedAvg.
        case averaging
        /// v ← momentum·v + Δ;  w ← w + learningRate·v. Momentum 0 and rate 1 is `averaging`.
        case momentum(momentum: Float, learningRate: Float = 1)
        /// m ← β₁m + (1 − β₁)Δ;  v ← β₂v + (1 − β₂)Δ²;  w ← w + learningRate·m/(√v + adaptivity).
        case adam(
            firstDecay: Float = 0.9, secondDecay: Float = 0.99, learningRate: Float = 0.01, adaptivity: Float = 1e-3)
    }

    public let rule: Rule
    /// As long as the model once used; empty before the first round and for `averaging`.
    private var first: [Float] = []
    private var second: [Float] = []

    /// - Precondition: decays in [0, 1), learning rate and adaptivity above 0.
    public init(_ rule: Rule) {
        switch rule {
        case .averaging: break
        case .momentum(let momentum, let learningRate):
            precondition(0..<1 ~= momentum && learningRate > 0, "server momentum \(momentum), rate \(learningRate)")
        case .adam(let firstDecay, let secondDecay, let learningRate, let adaptivity):
            precondition(
                0..<1 ~= firstDecay && 0..<1 ~= secondDecay && learningRate > 0 && adaptivity > 0,
                "FedAdam with decays \(firstDecay), \(secondDecay), rate \(learningRate), adaptivity \(adaptivity)")
        }
        self.rule = rule
    }

    /// Applies the aggregated update of one round to the model.
    ///
    /// - Precondition: `update` and `parameters` are equally long, and as long as in earlier rounds.
    public mutating func apply(update: [Float], to parameters: inout [Float]) {
        precondition(
            update.count == parameters.count && (first.isEmpty || first.count == update.count),
            "an update of \(update.count) entries for \(parameters.count) parameters, earlier \(first.count)")
        switch rule {
        case .averaging:
            for i in update.indices { parameters[i] += update[i] }
        case .momentum(let momentum, let learningRate):
            if first.isEmpty { first = [Float](repeating: 0, count: update.count) }
            for i in update.indices {
                first[i] = momentum * first[i] + update[i]
                parameters[i] += learningRate * first[i]
            }
        case .adam(let firstDecay, let secondDecay, let learningRate, let adaptivity):
            if first.isEmpty {
                first = [Float](repeating: 0, count: update.count)
                second = first
            }
            for i in update.indices {
                first[i] = firstDecay * first[i] + (1 - firstDecay) * update[i]
                second[i] = secondDecay * second[i] + (1 - secondDecay) * update[i] * update[i]
                parameters[i] += learningRate * first[i] / (second[i].squareRoot() + adaptivity)
            }
        }
    }
}
