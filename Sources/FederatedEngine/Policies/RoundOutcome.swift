/// What a policy hears after a round.
public struct RoundOutcome: Sendable {
    public let round: Int
    /// Sites that trained, in the order of `losses` and `footprintGrams`.
    public let sites: [Int]
    /// Statistics of the local losses of each trained site.
    public let losses: [SiteLoss]
    /// What each trained site emitted, waiting included, probe left out [g].
    public let footprintGrams: [Double]
    /// What the whole round emitted, probes included [g].
    public let totalGrams: Double
    /// H/T [g].
    public let allowanceGrams: Double

    public init(
        round: Int, sites: [Int], losses: [SiteLoss], footprintGrams: [Double], totalGrams: Double,
        allowanceGrams: Double
    ) {
        (self.round, self.sites, self.losses) = (round, sites, losses)
        (self.footprintGrams, self.totalGrams, self.allowanceGrams) = (footprintGrams, totalGrams, allowanceGrams)
    }
}
