import CarbonAccounting
import Reproducibility

/// One round as a policy sees it: who could take part, at what footprint, and what is left of the budget.
///
/// Gradients and losses are computed when asked for, at most once a slot, and what they cost is charged to the sites
/// that compute them.
public final class Slot {
    public let round: Int
    public let scenario: Scenario
    /// Grams emitted before this round.
    public let spentGrams: Double
    public let history: ParticipationHistory
    /// Sites that can take part, ascending: those present that a hard budget could still pay for, each by itself.
    public let available: [Int]
    /// Sites whose data and windows allow them to take part, ascending, whatever they cost.
    public let present: [Int]
    /// Carbon intensity of each site's grid now [gCO2eq/kWh].
    public let intensities: [Double]
    /// Footprint of each site if it takes part, waiting for others left out [g].
    public let footprints: [Double]
    /// For a policy that needs it: above 0 while the model travels, below 0 while it hovers; see `ModelHeading`. 0 where nothing
    /// is known, as in a plan or a replay.
    public let heading: Double
    private let oracle: any SlotOracle
    private let seed: UInt64
    private let gramsLeft: ([Int]) -> Double

    /// The part of the budget within which sums of rounded numbers do not decide whether something fits.
    static let equalityMargin = 1e-9

    /// - Parameters:
    ///   - hardBudget: whether a site that costs more than what is left is out of reach.
    ///   - gramsLeft: what the budget has left after a round of the given sites, probes included [g]; negative where it does not
    ///     cover them, infinite where it is not hard.
    public init(
        round: Int, scenario: Scenario, spentGrams: Double, history: ParticipationHistory, oracle: any SlotOracle,
        seed: UInt64, hardBudget: Bool, heading: Double = 0, gramsLeft: @escaping ([Int]) -> Double
    ) {
        (self.round, self.scenario, self.spentGrams) = (round, scenario, spentGrams)
        (self.history, self.oracle, self.seed) = (history, oracle, seed)
        (self.heading, self.gramsLeft) = (heading, gramsLeft)
        intensities = scenario.intensities(in: round)
        let footprints = scenario.loneFootprints(in: round)
        let remaining = scenario.budgetGrams - spentGrams
        // Near equality the exact sum of the ledger decides, in `fits`.
        let reach = hardBudget ? remaining + Self.equalityMargin * scenario.budgetGrams : .infinity
        present = scenario.availableSites(in: round)
        available = present.filter { footprints[$0] <= reach }
        self.footprints = footprints
    }

    public var siteCount: Int { scenario.sites.count }
    public var rounds: Int { scenario.rounds }
    /// p_n, in site order.
    public var shares: [Double] { scenario.shares }
    /// H/T [g].
    public var allowanceGrams: Double { scenario.allowanceGrams }
    /// What is left of the budget [g]; negative after an overshoot.
    public var remainingGrams: Double { scenario.budgetGrams - spentGrams }
    /// This slot's allowance and what earlier slots left of theirs, (t + 1)·H/T − spent [g].
    public var carriedAllowanceGrams: Double { Double(round + 1) * allowanceGrams - spentGrams }

    /// Mean footprint of the available sites [g]; 0 if there are none.
    public var meanFootprint: Double {
        available.reduce(0) { $0 + footprints[$1] } / Double(max(1, available.count))
    }

    /// Whether the budget covers a round in which just these sites train, what was probed in it included; always without
    /// a hard budget.
    public func fits(_ sites: [Int]) -> Bool { gramsLeft(sites) >= 0 }

    /// The sites of `order`, each if it fits beside those before it.
    ///
    /// More sites never emit less, so that the longest beginning that fits is found by bisection, and a site is passed over
    /// unasked if it emits more by itself than what is left.
    /// - Complexity: O(log k) calls of `gramsLeft` for k sites, and one for each later site that may fit by itself.
    package func fitting(_ order: [Int]) -> [Int] {
        var (fits, tooMany) = (0, order.count + 1)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            if self.fits(Array(order[..<middle])) { fits = middle } else { tooMany = middle }
        }
        var kept = Array(order[..<fits])
        guard fits < order.count else { return kept }
        let margin = Self.equalityMargin * scenario.budgetGrams
        var left = gramsLeft(kept)
        for site in order[(fits + 1)...] where footprints[site] <= left + margin {
            let after = gramsLeft(kept + [site])
            guard after >= 0 else { continue }
            kept.append(site)
            left = after
        }
        return kept
    }

    /// The sites of `order` that an allowance covers, each if its footprint fits what those before it left.
    ///
    /// - Parameters:
    ///   - grams: the allowance; nil is `carriedAllowanceGrams`.
    ///   - limit: most sites.
    ///   - passesOver: whether a site that does not fit is passed over; else it ends the choice.
    public func affordable(
        in order: [Int], within grams: Double? = nil, limit: Int = .max, passesOver: Bool = true
    ) -> [Int] {
        var left = grams ?? carriedAllowanceGrams
        var chosen: [Int] = []
        for site in order where chosen.count < limit {
            guard footprints[site] <= left else {
                if passesOver { continue }
                break
            }
            left -= footprints[site]
            chosen.append(site)
        }
        return chosen
    }

    /// Inner products of the sites' gradients, N×N row by row; nil if the budget does not cover the probe or no site could
    /// take part, and it is not made.
    public func gradients(_ source: GradientSource) throws -> [Double]? {
        guard !available.isEmpty else { return nil }
        return try oracle.gradientGram(source, round: round, remainingGrams: remainingGrams)
    }

    /// Norm of each site's gradient, in site order; nil likewise.
    public func gradientNorms(_ source: GradientSource) throws -> [Double]? {
        guard !available.isEmpty else { return nil }
        return try oracle.gradientNorms(source, round: round, remainingGrams: remainingGrams)
    }

    /// Mean loss of the current model on all data of each given site, a forward pass charged; nil if the budget does
    /// not cover it.
    public func losses(of sites: [Int]) throws -> [Double]? {
        try oracle.losses(of: sites, round: round, remainingGrams: remainingGrams)
    }

    /// Rounds after this one whose slots the trace covers wholly: as far as a forecast reaches.
    public var roundsAheadOnTrace: Int {
        let left = scenario.trace.end.secondsSinceEpoch - scenario.instant(of: round).secondsSinceEpoch
        return max(0, left / scenario.slotSeconds - 1)
    }

    /// Intensity of a site's grid in a later slot, as predicted in this one, whose own intensity is known [gCO2eq/kWh].
    ///
    /// 0 rounds ahead is this slot's intensity. All policies of a seed see the same errors of a noisy forecast.
    /// - Throws: `TraceError` beyond `roundsAheadOnTrace`, for every model, so that none outlives the trace.
    public func forecastIntensity(site: Int, roundsAhead: Int, by model: ForecastModel) throws -> Double {
        precondition(roundsAhead >= 0, "a forecast \(roundsAhead) rounds ahead")
        guard roundsAhead > 0 else { return intensities[site] }
        let from = scenario.instant(of: round + roundsAhead)
        guard roundsAhead <= roundsAheadOnTrace else {
            throw TraceError(
                "no forecast for the slot from \(from): the trace ends at \(scenario.trace.end). Look at most"
                    + " \(roundsAheadOnTrace) rounds ahead of round \(round).")
        }
        return try scenario.forecastProvider(model, seed: seed).forecast(
            zone: scenario.sites[site].zone, now: scenario.instant(of: round + 1), from: from,
            seconds: scenario.slotSeconds)
    }

    /// Intensities of all sites' grids in this slot and the ones before it, latest first, at most `rounds` [gCO2eq/kWh].
    ///
    /// Reaches back before the first round as far as the trace does; always holds this slot's.
    /// - Returns: for each of these slots one number per site, in site order.
    public func trailingIntensities(rounds: Int) throws -> [[Double]] {
        precondition(rounds >= 1, "a window of \(rounds) rounds")
        var trailing = [intensities]
        while trailing.count < rounds {
            let earlier = round - trailing.count
            if earlier >= 0 {
                trailing.append(scenario.intensities(in: earlier))
                continue
            }
            let (from, trace) = (scenario.instant(of: earlier), scenario.trace)
            guard from >= trace.start, from.adding(seconds: scenario.slotSeconds) <= trace.end else { break }
            trailing.append(try scenario.meanIntensities(from: from))
        }
        return trailing
    }

    /// Draws for this policy in this round, named by what they decide.
    public func stream(_ purpose: String) -> RandomStream { RandomStream(seed: seed, "policy", purpose, round) }
}
