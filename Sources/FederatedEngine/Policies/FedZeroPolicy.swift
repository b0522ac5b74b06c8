import Documents
import Reproducibility

/// FedZero-style: the most useful sites that the slot's allowance affords, with a pause for those that just took part.
///
///     σ_n = Stat(n); |D_n| for a site never tried
///     P   = the sites of the last round that are available now
///     blocked if in P with σ_n ≤ the quantile of σ over P
///     then every blocked site is released with probability 1 if p_n ≤ ω, else min(α/(p_n − ω), 1)
///
/// where p_n counts participations and ω is their mean over all sites; an empty P changes nothing. Of those not blocked, the
/// k with the largest σ whose footprints fit H/T plus what earlier slots left (the excess energy of FedZero is this budget
/// here). A quantile of 1 blocks all of P, 0 the least useful of it; a large α releases all at once.
///
/// Source: Wiesner et al., "FedZero: leveraging renewable excess energy in federated learning", e-Energy 2024, §4, and the
/// authors' code, whose example has α = 1 and a quantile of 1. Ours: the allowance in place of excess energy, filled
/// greedily and with fewer than k sites where k do not fit (theirs waits); σ is not scaled to [0, 1], which would change neither
/// an order nor a quantile; ω is the present mean over all sites, theirs a
/// mean per cycle of 24 hours; every site trains the same epochs, theirs one to five.
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

    public init(count: SiteCount, releaseWeight: Double = 1, blockingQuantile: Double = 1) {
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
                "blockingQuantile", .within(0...1), default: 1,
                help: "of σ over the last round's sites; a site at or below it pauses"))
    }

    public var needs: PolicyNeeds { .losses }

    public mutating func select(in slot: Slot) -> Selection {
        let usefulness = Self.usefulness(in: slot)
        updateBlocks(usefulness, slot)
        let free = slot.available.filter { !memory.blocked[$0] }
            .sorted { (-usefulness[$0], $0) < (-usefulness[$1], $1) }
        return Selection(slot.affordable(in: free, limit: count.value(in: slot)))
    }

    /// σ of every site.
    static func usefulness(in slot: Slot) -> [Double] {
        (0..<slot.siteCount).map {
            slot.history.statisticalUtility(of: $0) ?? Double(slot.scenario.sites[$0].rows.count)
        }
    }

    /// Blocks sites of the last round that had little to add, then releases.
    private mutating func updateBlocks(_ usefulness: [Double], _ slot: Slot) {
        let history = slot.history
        if memory.blocked.isEmpty { memory.blocked = [Bool](repeating: false, count: slot.siteCount) }
        let last = slot.available.filter { history.lastRound[$0] == slot.round - 1 }
        guard slot.round > 0, !last.isEmpty else { return }
        let bar = last.map { usefulness[$0] }.quantile(blockingQuantile)
        for site in last where usefulness[site] <= bar { memory.blocked[site] = true }
        let mean = Double(history.counts.reduce(0, +)) / Double(slot.siteCount)
        var stream = slot.stream("release")
        for site in memory.blocked.indices where memory.blocked[site] {
            let excess = Double(history.counts[site]) - mean
            if excess <= 0 || stream.uniform() <= min(releaseWeight / excess, 1) { memory.blocked[site] = false }
        }
    }
}
