import CarbonAccounting
import Documents
import Foundation
import Reproducibility

/// Oort: sites by what they taught last time, scaled down where they are slow, or, as carbon-oort, where they are dirty.
///
///     score_n = (minmax(clip(Stat(n))) + (0.1 ln R / L_n)^½) · min(1, (T̄/t_n)^α)
///
/// Stat is `ParticipationHistory.statisticalUtility`, clipped at the 95th percentile; R counts rounds from 1, L_n is the
/// last one in which n took part. Of the k sites, ⌊(1 − ε)k⌋ come from those tried before, drawn with probability
/// proportional to score among those whose score reaches 0.95 of the last one that a plain ranking would take; the
/// others are drawn uniformly among the never tried, as far as there are any. ε falls from 0.9 to 0.2 by 0.98 a round.
/// With α = 0 speed and carbon do not count.
///
/// Source: Lai et al., OSDI 2021, algorithm 1. Ours: T̄ is the mean over the available sites (Oort's pacer widens it when
/// utility stalls), unexplored sites are drawn uniformly (Oort prefers fast ones), and carbon-oort as a whole.
public struct OortPolicy: SelectionPolicy {
    public static let kind = "oort"
    public static let abstract = "Oort: sites by what they taught last time, slow ones scaled down"

    /// What t_n and T̄ stand for.
    public enum Penalty: Sendable, Equatable {
        /// Seconds of local training; no penalty where speeds are not modelled.
        case duration
        /// Footprint in this slot [g].
        case carbon
    }

    public let count: SiteCount
    public let penalty: Penalty
    /// α ≥ 0.
    public let exponent: Double

    static let explorationStart = 0.9
    static let explorationEnd = 0.2
    static let explorationDecay = 0.98
    static let clipQuantile = 0.95
    static let cutoff = 0.95

    public init(count: SiteCount, penalty: Penalty, exponent: Double = 2) {
        precondition(exponent >= 0, "an exponent of \(exponent)")
        (self.count, self.penalty, self.exponent) = (count, penalty, exponent)
    }

    public init(_ reader: DocumentReader) throws { try self.init(reader, penalty: .duration) }

    /// `carbonOort`: scaled down where footprints are large.
    static func carbon(_ reader: DocumentReader) throws -> OortPolicy { try OortPolicy(reader, penalty: .carbon) }

    private init(_ reader: DocumentReader, penalty: Penalty) throws {
        self.init(
            count: try SiteCount(reader), penalty: penalty,
            exponent: try reader.number(
                "exponent", .atLeast(0), default: 2, help: "α, how strongly slow or dirty sites are scaled down"))
    }

    public var needs: PolicyNeeds { .losses }

    public mutating func select(in slot: Slot) -> Selection {
        let k = min(count.value(in: slot.scenario), slot.available.count)
        let tried = slot.available.filter { slot.history.lastRound[$0] != nil }
        let fresh = slot.available.filter { slot.history.lastRound[$0] == nil }
        let exploration = max(
            Self.explorationEnd, Self.explorationStart * pow(Self.explorationDecay, Double(slot.round)))
        // If one side has too few sites, the other side takes the rest.
        let exploited = max(k - fresh.count, min(Int((1 - exploration) * Double(k)), tried.count))
        var stream = slot.stream("exploit")
        let known = Self.draw(exploited, of: tried, scores: scores(of: tried, in: slot), using: &stream)
        stream = slot.stream("explore")
        return Selection(known + stream.sample(k - exploited, outOf: fresh.count).map { fresh[$0] })
    }

    /// Scores of sites that have taken part before, in their order.
    func scores(of tried: [Int], in slot: Slot) -> [Double] {
        let statistics = tried.map { slot.history.statisticalUtility(of: $0) ?? 0 }
        guard !statistics.isEmpty else { return [] }
        let cap = statistics.quantile(Self.clipQuantile)
        let base = statistics.map { min($0, cap) }.scaledToUnitInterval()
        let factors = penaltyFactors(in: slot)
        let logRound = log(Double(slot.round + 1))
        return zip(tried, base).map { site, value in
            let last = Double((slot.history.lastRound[site] ?? 0) + 1)
            return (value + (0.1 * logRound / last).squareRoot()) * factors[site]
        }
    }

    /// min(1, (T̄/t_n)^α) of every site.
    private func penaltyFactors(in slot: Slot) -> [Double] {
        let burden =
            switch penalty {
            case .duration:
                (0..<slot.siteCount).map {
                    slot.scenario.sites[$0].energy.trainingSeconds(samples: slot.scenario.samples(at: $0))
                }
            case .carbon: slot.footprints
            }
        let mean = slot.available.reduce(0) { $0 + burden[$1] } / Double(max(1, slot.available.count))
        return burden.map { $0 > mean ? pow(mean / $0, exponent) : 1 }
    }

    /// `count` sites with probability ∝ score among those that reach the cutoff.
    private static func draw(
        _ count: Int, of sites: [Int], scores: [Double], using stream: inout RandomStream
    ) -> [Int] {
        guard count > 0 else { return [] }
        let last = scores.sorted(by: >)[count - 1]
        // A score of 0 admitted by a cutoff of 0 could not be drawn; it gets the smallest chance there is.
        let weights = scores.map { $0 >= cutoff * last ? max($0, .leastNormalMagnitude) : 0 }
        return stream.sample(count, weights: weights).map { sites[$0] }
    }
}
