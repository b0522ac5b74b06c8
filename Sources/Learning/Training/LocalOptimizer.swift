import Documents

/// How a site steps from the gradient of a batch.
public enum LocalOptimizer: Sendable, Hashable, Codable {
    /// With the momentum of `LocalTraining`.
    case sgd
    case adamW(AdamW)
}

/// All local optimizers, by the value of `training.optimizer`.
public let localOptimizers = Registry<LocalOptimizer>(
    "local optimizer", plural: "local optimizers",
    [
        .init("sgd", "stochastic gradient descent, with momentum if asked for") { _ in .sgd },
        .init("adamW", "a step per coordinate, with weight decay apart from the gradient") { .adamW(try AdamW($0)) },
    ])
