/// Who took part when, and with what loss; kept by the engine for every policy.
public struct ParticipationHistory: Codable, Sendable, Equatable {
    /// Rounds in which each site trained.
    public private(set) var counts: [Int]
    /// The last round in which each site trained; nil for never.
    public private(set) var lastRound: [Int?]
    /// Losses of that round.
    public private(set) var lastLoss: [SiteLoss?]
    /// What rounds with training emitted so far, probes included [g].
    private var trainedGrams = 0.0
    /// What as many sites of mean footprint would have emitted [g].
    private var averageGrams = 0.0

    public init(sites: Int) {
        counts = [Int](repeating: 0, count: sites)
        lastRound = [Int?](repeating: nil, count: sites)
        lastLoss = [SiteLoss?](repeating: nil, count: sites)
    }

    /// What a policy's sites have cost over what as many average ones would have; 1 before any trained, or where carbon
    /// costs nothing.
    public var relativeCost: Double { trainedGrams > 0 && averageGrams > 0 ? trainedGrams / averageGrams : 1 }

    /// Books what a round of `sites` sites emitted.
    ///
    /// - Parameter meanFootprint: of the sites that were available [g].
    public mutating func recordCost(grams: Double, sites: Int, meanFootprint: Double) {
        guard sites > 0 else { return }
        trainedGrams += grams
        averageGrams += Double(sites) * meanFootprint
    }

    public mutating func record(round: Int, sites: [Int], losses: [SiteLoss]) {
        for (site, loss) in zip(sites, losses) {
            counts[site] += 1
            lastRound[site] = round
            lastLoss[site] = loss
        }
    }
}
