import Documents
import Learning

/// Local training and its learning rate over the rounds.
public struct TrainingPlan: Sendable {
    public let local: LocalTraining
    public let learningRate: Double
    /// The learning rate of round t is learningRate · decay^t.
    public let learningRateDecay: Double
}

extension TrainingPlan {
    package init(_ reader: DocumentReader) throws {
        learningRate = try reader.number(
            "learningRate", .positive, help: "η of round 0")
        learningRateDecay = try reader.number(
            "learningRateDecay", .within(0.1...1), default: 1, help: "the rate of round t is η·decay^t")
        let effort: LocalTraining.Effort
        if reader.has("localSteps") {
            guard !reader.has("localEpochs") else {
                throw reader.error("localSteps", "is given beside localEpochs; expected one of the two")
            }
            effort = .steps(
                try reader.integer(
                    "localSteps", in: 1...1_000_000_000, help: "SGD steps of a site-round, in place of epochs"))
        } else {
            effort = .epochs(
                try reader.integer(
                    "localEpochs", in: 1...1_000_000, default: 1, help: "passes of a site over its data in a round"))
        }
        local = LocalTraining(
            batchSize: try reader.integer("batchSize", in: 1...1_000_000, default: 32, help: "examples of an SGD step"),
            effort: effort,
            momentum: Float(
                try reader.number(
                    "momentum", .within(0...0.9999), default: 0, help: "of local SGD, from 0 in each round")),
            weightDecay: Float(try reader.number("weightDecay", .atLeast(0), default: 0, help: "L2 penalty")),
            proximalWeight: Float(
                try reader.number("proximalWeight", .atLeast(0), default: 0, help: "μ of FedProx; 0 is FedAvg")
            ),
            augmentation: reader.has("augmentation")
                ? try ImageAugmentation(
                    reader.map("augmentation", help: "random crops and flips of images; none if absent")) : nil)
    }
}
