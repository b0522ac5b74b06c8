import Documents
import LinearAlgebra

/// The model that is evaluated and delivered: the trained one, or a running mean of it over the rounds.
///
///     w̄ ← d·w̄ + (1 − d)·w,      d = min(decay, 1 − 1/t)
///
/// after the t-th round with training, so that early on w̄ is the plain mean. Training goes on from w. The mean smooths what
/// single rounds of few sites do to the model, at no carbon; a model that still climbs lags behind in it by about
/// 1/(1 − decay) rounds.
///
/// Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; in federated learning
/// Caldarola, Caputo, Ciccone, "Improving generalization in federated learning by seeking flat minima", ECCV 2022.
public struct ModelAverage: Remembering, Sendable {
    public struct Memory: Codable, Sendable, Equatable {
        /// w̄; nil before the first round with training.
        var parameters: FloatBlob?
        /// t.
        var rounds = 0
    }

    /// In [0, 1); nil evaluates and delivers w itself.
    public let decay: Double?
    public var memory = Memory()

    public init(decay: Double?) {
        precondition(decay.map { 0..<1 ~= $0 } ?? true, "a decay of \(decay ?? 0)")
        self.decay = decay
    }

    public static let none = ModelAverage(decay: nil)
    /// 0.8 was best or close on development seeds of two data sets; see Guides/method.md.
    public static let exponential = ModelAverage(decay: 0.8)

    /// Hears the model after a round with training.
    mutating func follow(_ parameters: [Float]) {
        guard let decay else { return }
        memory.rounds += 1
        guard var mean = memory.parameters?.values else {
            memory.parameters = FloatBlob(parameters)
            return
        }
        memory.parameters = nil  // the one reference, so that nothing is copied
        let kept = Float(min(decay, 1 - 1 / Double(memory.rounds)))
        for i in mean.indices { mean[i] = kept * mean[i] + (1 - kept) * parameters[i] }
        memory.parameters = FloatBlob(mean)
    }

    /// w̄, or `parameters` without one.
    func delivered(_ parameters: [Float]) -> [Float] { memory.parameters?.values ?? parameters }
}

/// All model averages, by the value of `average.kind`.
public let modelAverages = Registry<ModelAverage>(
    "model average", plural: "model averages",
    [
        .init("none", "the trained model itself is evaluated and delivered") { _ in .none },
        .init("exponential", "a running mean of the trained model is evaluated and delivered") { reader in
            ModelAverage(
                decay: try reader.number(
                    "decay", .within(0...0.9999), default: 0.8, help: "what of the mean stays after one more round"))
        },
    ])
