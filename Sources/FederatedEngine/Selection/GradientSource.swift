/// Where the gradients of a selection come from, and so what they cost.
public enum GradientSource: Sendable, Equatable {
    /// Every site computes its full-data gradient at the current model each round; each pass is charged.
    case exact
    /// The last update that a site sent, Δ/(steps·learning rate). Free but for round 0, whose exact gradients are charged.
    case stale
    /// The last update that a site sent, as `stale`, and never a probe: a site that has not trained yet counts as zero.
    case updates
}
