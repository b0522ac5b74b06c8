import Documents
import FederatedEngine
import Learning

/// Local training and its learning rate over the rounds.
public struct TrainingPlan: Sendable {
    public let local: LocalTraining
    public let learningRate: Double
    /// The learning rate of round t is learningRate · decay^t.
    public let learningRateDecay: Double
    /// How updates travel to the server.
    public let updates: UpdateFormat
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
                    "localSteps", in: 1...1_000_000_000, help: "H, steps of a site-round, in place of epochs"))
        } else {
            effort = .epochs(
                try reader.integer(
                    "localEpochs", in: 1...1_000_000, default: 1, help: "passes of a site over its data in a round"))
        }
        let optimizer = try reader.member(
            "optimizer", of: localOptimizers, default: "sgd", help: "how a site steps from the gradient of a batch")
        let momentum = try reader.number(
            "momentum", .within(0...0.9999), default: 0, help: "of local SGD, from 0 in each round")
        guard momentum == 0 || optimizer == .sgd else {
            throw reader.error("momentum", "is of SGD; AdamW has firstDecay and secondDecay below optimizer")
        }
        local = LocalTraining(
            batchSize: try reader.integer("batchSize", in: 1...1_000_000, default: 32, help: "examples of a step"),
            effort: effort, optimizer: optimizer,
            momentum: Float(momentum),
            weightDecay: Float(
                try reader.number(
                    "weightDecay", .atLeast(0), default: 0, help: "L2 penalty of SGD; of AdamW apart from the gradient")
            ),
            clipNorm: try reader.optionalNumber(
                "clipNorm", .positive, help: "a longer gradient of a batch is scaled to this length; none if absent"
            ).map { Float($0) },
            schedule: try reader.member(
                "schedule", of: learningRateSchedules, default: "constant", help: "the rate over the local steps"),
            proximalWeight: Float(
                try reader.number("proximalWeight", .atLeast(0), default: 0, help: "μ of FedProx; 0 is FedAvg")
            ),
            augmentation: reader.has("augmentation")
                ? try ImageAugmentation(
                    reader.map("augmentation", help: "random crops and flips of images; none if absent")) : nil)
        updates = try reader.choice(
            "updates", default: .float32, help: "how updates travel to the server, with error feedback where rounded")
    }
}
