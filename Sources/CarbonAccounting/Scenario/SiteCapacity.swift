/// How much a site can train in one round.
public struct SiteCapacity: Sendable, Equatable {
    /// Most samples, counted once an epoch; nil for no limit.
    public var maximumSamplesPerRound: Int?

    public static let unlimited = SiteCapacity(maximumSamplesPerRound: nil)

    /// - Precondition: the limit is at least 0.
    public init(maximumSamplesPerRound: Int?) {
        precondition(maximumSamplesPerRound ?? 0 >= 0, "at most \(maximumSamplesPerRound ?? 0) samples")
        self.maximumSamplesPerRound = maximumSamplesPerRound
    }

    /// The samples that the site trains of those it would.
    public func samples(of wanted: Int) -> Int { min(wanted, maximumSamplesPerRound ?? wanted) }
}
