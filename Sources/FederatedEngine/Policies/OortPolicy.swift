import CarbonAccounting
import Documents
import Foundation
import Reproducibility

/// Oort: sites by what they taught last time, scaled down where they are slow, or, as carbon-oort, where they are dirty.
///
///     score_n = ((min(r_n, clip) − 0.999·r_min)/max(r_max − 0.999·r_min, 10⁻⁴) + (0.1 ln R / L_n)^½) · min(1, (T̄/t_n)^α)
///
/// r is `ParticipationHistory.statisticalUtility`, and |D_n| for a site never tried; r_min and r_max are over the available
/// sites with r > 0, clip is their 95th percentile. R counts rounds from 1, L_n is the last one in which n took part. Of the
/// k sites, ⌊(1 − ε)k⌋ come from those tried before, drawn with probability proportional to score among those whose score
/// reaches 0.95 of the last one that a plain ranking would take. The others are drawn from the never tried with
/// probability proportional to |D_n|·min(1, (T̄/t_n)^α), out of five times as many with the largest. ε is 0.9·0.98^R, at
/// least 0.2. T̄ is the θ-th percentile of the t of all sites; θ starts at 30, and every 20 rounds the pacer raises it by 5
/// if the sum of the mean r of the exploited sites changed by a tenth or less, and lowers it by 5 if it grew sixfold. With
/// α = 0 speed and carbon do not count.
///
/// Source: Lai et al., OSDI 2021, algorithm 1, and the authors' code with its defaults (which have no blacklist). Ours: the
/// ranking's last score is that of the paper, their code takes the one after it; places that no untried site fills are
/// exploited, theirs are filled uniformly; no over-commitment, as no site fails; and carbon-oort as a whole, in which t is the
/// footprint and T̄ its mean over the available sites.
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

    public struct Memory: Codable, Sendable, Equatable {
        /// θ, the percentile of durations up to which no site is scaled down.
        public var preferredPercentile = 30.0
        /// Mean r of the exploited sites of each round so far; 0 where none were.
        public var exploitedRewards: [Double] = []
    }

    public let count: SiteCount
    public let penalty: Penalty
    /// α ≥ 0.
    public let exponent: Double

    public var memory = Memory()

    private static let explorationStart = 0.9
    private static let explorationEnd = 0.2
    private static let explorationDecay = 0.98
    private static let clipFraction = 0.95
    private static let cutoff = 0.95
    /// Untried sites that are looked at for each that is drawn.
    private static let candidatesPerExplored = 5
    private static let pacerRounds = 20
    private static let pacerStep = 5.0

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
        movePace(slot.round)
        let k = count.value(in: slot)
        let tried = slot.available.filter { slot.history.lastRound[$0] != nil }
        let fresh = slot.available.filter { slot.history.lastRound[$0] == nil }
        let exploration = max(
            Self.explorationEnd, Self.explorationStart * pow(Self.explorationDecay, Double(slot.round + 1)))
        // If one side has too few sites, the other side takes the rest.
        let exploited = max(k - fresh.count, min(Int(saturating: (1 - exploration) * Double(k)), tried.count))
        var stream = slot.stream("exploit")
        let known = Self.draw(exploited, of: tried, scores: scores(of: tried, in: slot), using: &stream)
        memory.exploitedRewards.append(
            known.reduce(0) { $0 + reward(of: $1, in: slot) } / Double(max(1, known.count)))
        stream = slot.stream("explore")
        return Selection(known + explored(k - exploited, of: fresh, in: slot, using: &stream))
    }

    /// Scores of sites that have taken part before, in their order.
    func scores(of tried: [Int], in slot: Slot) -> [Double] {
        let rewards = slot.available.map { reward(of: $0, in: slot) }.filter { $0 > 0 }.sorted()
        guard let low = rewards.first, let high = rewards.last else { return tried.map { _ in 0 } }
        let clip = rewards[min(Int(saturating: Double(rewards.count) * Self.clipFraction), rewards.count - 1)]
        let range = max(high - 0.999 * low, 1e-4)
        let factors = penaltyFactors(in: slot)
        let logRound = log(Double(slot.round + 1))
        return tried.map { site in
            let value = (min(reward(of: site, in: slot), clip) - 0.999 * low) / range
            let last = Double((slot.history.lastRound[site] ?? 0) + 1)
            return max(0, value + (0.1 * logRound / last).squareRoot()) * factors[site]
        }
    }

    /// r.
    private func reward(of site: Int, in slot: Slot) -> Double {
        slot.history.statisticalUtility(of: site) ?? Double(slot.scenario.sites[site].rows.count)
    }

    /// Moves θ by what the last two windows of rounds taught.
    private mutating func movePace(_ round: Int) {
        let window = Self.pacerRounds
        guard round >= 2 * window, round.isMultiple(of: window) else { return }
        let rewards = memory.exploitedRewards
        let now = rewards.suffix(window).reduce(0, +)
        let before = rewards.dropLast(window).suffix(window).reduce(0, +)
        if abs(now - before) <= 0.1 * before {
            memory.preferredPercentile = min(100, memory.preferredPercentile + Self.pacerStep)
        } else if abs(now - before) >= 5 * before {
            memory.preferredPercentile = max(Self.pacerStep, memory.preferredPercentile - Self.pacerStep)
        }
    }

    /// min(1, (T̄/t_n)^α) of every site.
    private func penaltyFactors(in slot: Slot) -> [Double] {
        let burdens: [Double]
        let preferred: Double
        switch penalty {
        case .duration:
            burdens = (0..<slot.siteCount).map {
                slot.scenario.sites[$0].energy.trainingSeconds(samples: slot.scenario.samples(at: $0))
            }
            let place = Int(saturating: Double(burdens.count) * memory.preferredPercentile / 100)
            preferred = place < burdens.count ? burdens.sorted()[place] : .infinity
        case .carbon:
            burdens = slot.footprints
            preferred = slot.meanFootprint
        }
        return burdens.map { $0 > preferred ? pow(preferred / $0, exponent) : 1 }
    }

    /// `count` untried sites with probability ∝ |D_n|·penalty among the largest of these.
    private func explored(
        _ count: Int, of fresh: [Int], in slot: Slot, using stream: inout RandomStream
    ) -> [Int] {
        guard count > 0 else { return [] }
        let factors = penaltyFactors(in: slot)
        let weights = fresh.map { Double(slot.scenario.sites[$0].rows.count) * factors[$0] }
        let ranked = fresh.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
            .prefix(Self.candidatesPerExplored * count)
        // A weight that rounds to 0 keeps the smallest chance there is.
        return stream.sample(count, weights: ranked.map { max(weights[$0], .leastNormalMagnitude) })
            .map { fresh[ranked[$0]] }
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
