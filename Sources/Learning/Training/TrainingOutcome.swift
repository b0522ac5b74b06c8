/// What a site's training did.
public struct TrainingOutcome: Sendable, Hashable, Codable {
    /// Examples that passed through the network, repetitions counted.
    public var samples: Int
    public var steps: Int
    /// Mean over their predictions of the loss before their step; 0 without steps.
    public var meanLoss: Double
    /// Likewise of the squared loss, which importance rules such as Oort's rest on.
    public var meanSquaredLoss: Double
    /// Whether the loss became NaN or infinite; training stopped there, and the parameters are not to be used.
    public var diverged: Bool
    /// Of an optimizer that keeps them for the site's next training.
    public var moments: AdamMoments?
}
