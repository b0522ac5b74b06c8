import CarbonAccounting
import Documents
import Foundation

/// GreenFL-style: a plan for all rounds, made before the first one from the known trace, and a closing window in which
/// all sites train.
///
///     max Σ_n (Σ_t (c_max − c_n(t)) a_n(t))^α   s.t.   Σ_{n,t} c_n(t) a_n(t) ≤ H − closing window
///
/// c_n(t) is the footprint and c_max the largest of them; the plan adds the site-round of largest gain per gram as long as
/// one fits, ties to the lower site, then the earlier round. α = 1 fills the cleanest site-rounds; towards 0 sites take
/// equal turns. With a budget for everything the plan is full participation. The closing window is cut to the rounds that the
/// budget covers. π_n, for unbiased aggregation, is the share of the planned rounds that have n, and 1 in the closing
/// window.
///
/// Source: arXiv 2509.08980 and the authors' code. Ours: footprints stand for intensities; the horizon is the run's, with no
/// search over a later end; a closing window that the budget does not cover is cut, where theirs fails; and site-rounds
/// without gain are taken last, so that the budget is spent.
public struct GreenFLPolicy: SelectionPolicy {
    public static let kind = "greenFL"
    public static let abstract = "GreenFL-style: a plan for all rounds on the known trace"

    public struct Memory: Codable, Sendable, Equatable {
        /// Sites of each round, best gain first; empty before the first round.
        public var plan: [[Int]] = []
        /// The first round of the closing window.
        public var closingStart = 0
    }

    /// α in (0, 1].
    public let exponent: Double
    /// Length of the closing window ≥ 0.
    public let closingRounds: Int
    public var memory = Memory()

    public init(exponent: Double = 0.1, closingRounds: Int = 5) {
        precondition(
            0 < exponent && exponent <= 1 && closingRounds >= 0, "exponent \(exponent), \(closingRounds) rounds")
        (self.exponent, self.closingRounds) = (exponent, closingRounds)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            exponent: try reader.number(
                "exponent", .within(0.001...1), default: 0.1, help: "α, towards 0 sites take equal turns"),
            closingRounds: try reader.integer(
                "closingRounds", atLeast: 0, default: 5, help: "last rounds with full participation"))
    }

    public var needs: PolicyNeeds { .inclusionProbabilities }
    public var knowsFuture: Bool { true }
    public var preferredAggregation: any Aggregation { UnbiasedAggregation() }

    public mutating func select(in slot: Slot) -> Selection {
        if memory.plan.isEmpty { memory = makePlan(slot.scenario) }
        var probabilities = [Double](repeating: 1, count: slot.siteCount)
        if slot.round < memory.closingStart {
            for site in probabilities.indices {
                let rounds = memory.plan[..<memory.closingStart].count { $0.contains(site) }
                probabilities[site] = Double(rounds) / Double(memory.closingStart)
            }
        }
        return Selection(memory.plan[slot.round], inclusionProbabilities: probabilities)
    }

    /// - Complexity: O(NT log T + N·(site-rounds planned)).
    func makePlan(_ scenario: Scenario) -> Memory {
        let costs = (0..<scenario.rounds).map { scenario.loneFootprints(in: $0) }
        let available = (0..<scenario.rounds).map { scenario.availableSites(in: $0) }
        var left = scenario.budgetGrams
        var closingStart = scenario.rounds
        while scenario.rounds - closingStart < min(closingRounds, scenario.rounds) {
            let grams = scenario.footprints(of: available[closingStart - 1], in: closingStart - 1)
                .reduce(0) { $0 + $1.total }
            guard grams <= left else { break }
            left -= grams
            closingStart -= 1
        }
        var plan = available
        for round in 0..<closingStart { plan[round] = [] }
        let most = available.indices.flatMap { round in available[round].map { costs[round][$0] } }.max() ?? 0
        // Within a site, a cheaper round both gains more and costs less, so each site's rounds come cheapest first.
        var queues = scenario.sites.indices.map { site in
            (0..<closingStart).filter { available[$0].contains(site) }
                .sorted { (costs[$0][site], $0) > (costs[$1][site], $1) }
        }
        // As in the authors' baseline script, what the closing window saves counts from the start.
        var sums = [Double](repeating: 0, count: queues.count)
        for round in closingStart..<scenario.rounds {
            for site in available[round] { sums[site] += most - costs[round][site] }
        }
        while true {
            var best: (density: Double, site: Int)?
            for site in queues.indices {
                guard let round = queues[site].last, costs[round][site] <= left else { continue }
                let cost = costs[round][site]
                // Δ of s^α by the round's saving, per gram; a free round comes before all others
                let gain = pow(sums[site] + most - cost, exponent) - pow(sums[site], exponent)
                let density = cost > 0 ? gain / cost : .infinity
                if density > best?.density ?? -1 { best = (density, site) }
            }
            guard let site = best?.site, let round = queues[site].popLast() else { break }
            sums[site] += most - costs[round][site]
            left -= costs[round][site]
            plan[round].append(site)
        }
        return Memory(plan: plan, closingStart: closingStart)
    }
}
