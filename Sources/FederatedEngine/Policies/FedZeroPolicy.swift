import Documents
import Reproducibility

/// FedZero-style: the most useful sites that the slot's allowance affords, with a pause for those that have little to add.
///
///     σ_n = Stat(n), scaled to [0, 1] over the sites tried; 1 for a site never tried
///     blocked after taking part with σ_n below a quantile of the σ of the sites tried
///     released with probability 1 if p_n ≤ ω, else min(α/(p_n − ω), 1)
///
/// where p_n counts participations and ω is their mean over all sites. Of those not blocked, the k with the largest σ whose
/// footprints fit H/T plus what earlier slots left (the excess energy of FedZero is this budget here). A quantile of 0
/// blocks no site; a large α releases all of them at once.
///
/// Source: Wiesner et al., "FedZero: leveraging renewable excess energy in federated learning", e-Energy 2024, §4. Ours:
/// the allowance in place of excess energy, the quantile, and σ = 1 for sites never tried.
public struct FedZeroPolicy: SelectionPolicy {
    public static let kind = "fedZero"
    public static let abstract = "FedZero-style: useful sites that the allowance affords, with pauses"

    public struct Memory: Codable, Sendable, Equatable {
        /// By site; empty before the first round.
        public var blocked: [Bool] = []
    }

    public let count: SiteCount
    /// α > 0.
    public let releaseWeight: Double
    /// In [0, 1].
    public let blockingQuantile: Double
    public var memory = Memory()

    public init(count: SiteCount, releaseWeight: Double = 1, blockingQuantile: Double = 0.5) {
        precondition(
            releaseWeight > 0 && 0...1 ~= blockingQuantile, "release \(releaseWeight), quantile \(blockingQuantile)")
        (self.count, self.releaseWeight, self.blockingQuantile) = (count, releaseWeight, blockingQuantile)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            releaseWeight: try reader.number(
                "releaseWeight", .positive, default: 1, help: "α, how soon a blocked site is released"),
            blockingQuantile: try reader.number(
                "blockingQuantile", .within(0...1), default: 0.5, help: "quantile of σ below which a site pauses"))
    }

    public var needs: PolicyNeeds { .losses }

    public mutating func select(in slot: Slot) -> Selection {
        let usefulness = Self.usefulness(slot.history)
        updateBlocks(usefulness, slot)
        let free = slot.available.filter { !memory.blocked[$0] }
            .sorted { (-usefulness[$0], $0) < (-usefulness[$1], $1) }
        return Selection(slot.affordable(in: free, limit: count.value(in: slot.scenario)))
    }

    /// σ of every site.
    static func usefulness(_ history: ParticipationHistory) -> [Double] {
        let tried = history.counts.indices.filter { history.lastLoss[$0] != nil }
        let scaled = tried.map { history.statisticalUtility(of: $0) ?? 0 }.scaledToUnitInterval()
        var usefulness = [Double](repeating: 1, count: history.counts.count)
        for (site, value) in zip(tried, scaled) { usefulness[site] = value }
        return usefulness
    }

    /// Blocks sites of the last round that had little to add, then releases.
    private mutating func updateBlocks(_ usefulness: [Double], _ slot: Slot) {
        let history = slot.history
        if memory.blocked.isEmpty { memory.blocked = [Bool](repeating: false, count: slot.siteCount) }
        let tried = history.counts.indices.filter { history.lastRound[$0] != nil }
        guard !tried.isEmpty else { return }
        let mean = Double(history.counts.reduce(0, +)) / Double(slot.siteCount)
        var stream = slot.stream("release")
        for site in tried where memory.blocked[site] {
            let excess = Double(history.counts[site]) - mean
            if excess <= 0 || stream.uniform() < min(releaseWeight / excess, 1) { memory.blocked[site] = false }
        }
        let bar = tried.map { usefulness[$0] }.quantile(blockingQuantile)
        for site in tried where history.lastRound[site] == slot.round - 1 && usefulness[site] < bar {
            memory.blocked[site] = true
        }
    }
}
