/// How much of its gradient a probed site computes.
public enum GradientExtent: Sendable, Codable, Equatable {
    /// Of all parameters, over all examples.
    case full
    /// Of the last layer's parameters, over all examples.
    case lastLayer
    /// Of all parameters, over a weighted coreset of about this fraction of each class.
    case coreset(fraction: Double)
}
