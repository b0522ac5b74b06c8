/// What a policy hears after a round.
public struct RoundOutcome: Codable, Sendable, Equatable {
    /// Sites that trained, ascending.
    public let sites: [Int]
    /// What the whole round emitted, probes included [g].
    public let totalGrams: Double
    /// H/T [g].
    public let allowanceGrams: Double

    public init(sites: [Int], totalGrams: Double, allowanceGrams: Double) {
        (self.sites, self.totalGrams, self.allowanceGrams) = (sites, totalGrams, allowanceGrams)
    }
}
