/// Who took part when, and with what loss; kept by the engine for every policy.
public struct ParticipationHistory: Codable, Sendable, Equatable {
    /// Rounds in which each site trained.
    public private(set) var counts: [Int]
    /// The last round in which each site trained; nil for never.
    public private(set) var lastRound: [Int?]
    /// Losses of that round.
    public private(set) var lastLoss: [SiteLoss?]

    public init(sites: Int) {
        counts = [Int](repeating: 0, count: sites)
        lastRound = [Int?](repeating: nil, count: sites)
        lastLoss = [SiteLoss?](repeating: nil, count: sites)
    }

    public mutating func record(round: Int, sites: [Int], losses: [SiteLoss]) {
        for (site, loss) in zip(sites, losses) {
            counts[site] += 1
            lastRound[site] = round
            lastLoss[site] = loss
        }
    }
}
