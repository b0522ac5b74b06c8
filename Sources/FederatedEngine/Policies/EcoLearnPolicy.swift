import Documents
import Foundation
import LinearAlgebra
import Reproducibility

/// EcoLearn-style: the sites that teach much for their carbon, and more of them in early rounds.
///
///     score_n = Stat(n) · (c̄/c_n)^β
///     b_t     = H/T · (1 + δ(1 − 2t/(T − 1)))     the allowance of round t, which falls with mean H/T
///
/// c̄ is the mean footprint of the available sites. A round takes the sites of largest score, as many as its allowance and
/// what earlier rounds left of theirs pay for; with `sites: k`, k_t = k·b_t/(H/T), rounded, and at least 1. A site never
/// tried counts with the largest Stat seen, so that it has its chance. β = 0 ranks by Stat alone, a large β by footprint;
/// δ = 0 spends alike in each round. Ties go to the lower index.
///
/// Source: after the abstract of arXiv 2310.17972. Score, schedule and their constants are ours; its over-provisioning
/// against stragglers is left out.
public struct EcoLearnPolicy: SelectionPolicy {
    public static let kind = "ecoLearn"
    public static let abstract = "EcoLearn-style: much learned for little carbon, more sites in early rounds"

    public let count: SiteCount
    /// β ≥ 0.
    public let carbonExponent: Double
    /// δ in [0, 1].
    public let earlyExcess: Double

    public init(count: SiteCount, carbonExponent: Double = 1, earlyExcess: Double = 0.5) {
        precondition(
            carbonExponent >= 0 && 0...1 ~= earlyExcess, "exponent \(carbonExponent), early excess \(earlyExcess)")
        (self.count, self.carbonExponent, self.earlyExcess) = (count, carbonExponent, earlyExcess)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            carbonExponent: try reader.number(
                "carbonExponent", .atLeast(0), default: 1, help: "β, weight of a site's carbon against what it teaches"),
            earlyExcess: try reader.number(
                "earlyExcess", .within(0...1), default: 0.5, help: "δ, how many more sites the first round takes"))
    }

    public var needs: PolicyNeeds { .losses }

    public mutating func select(in slot: Slot) -> Selection {
        let known = slot.available.map { slot.history.statisticalUtility(of: $0) }
        let largest = known.compactMap { $0 }.max() ?? 1
        let mean = slot.meanFootprint
        let scores = zip(slot.available, known).map { site, statistic in
            let footprint = slot.footprints[site]
            let thrift = footprint > 0 ? pow(mean / footprint, carbonExponent) : .greatestFiniteMagnitude
            return (statistic ?? largest) * thrift
        }
        let ranked = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        return Selection(ranked.prefix(siteCount(in: slot)).map { slot.available[$0] })
    }

    /// k_t.
    func siteCount(in slot: Slot) -> Int {
        func factor(_ round: Int) -> Double {
            let progress = slot.rounds > 1 ? Double(round) / Double(slot.rounds - 1) : 0.5
            return 1 + earlyExcess * (1 - 2 * progress)
        }
        switch count {
        case .fixed(let k): return max(1, Int(saturating: (Double(k) * factor(slot.round)).rounded()))
        case .affordable:
            let scheduled = (0...slot.round).reduce(0) { $0 + slot.allowanceGrams * factor($1) }
            return count.value(in: slot, within: scheduled - slot.spentGrams)
        }
    }
}
