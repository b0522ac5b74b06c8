/// Training that cannot go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    case diverged(round: Int, site: String, learningRate: Float)

    public var description: String {
        switch self {
        case .diverged(let round, let site, let learningRate):
            "training diverged in round \(round) at site \(site): the loss or the parameters are no longer finite; "
                + "lower training.learningRate (now \(learningRate)) or raise training.learningRateDecay's effect"
        }
    }
}
