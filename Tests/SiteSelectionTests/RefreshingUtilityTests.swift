import LinearAlgebra
import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// Facility location over remembered gradients, and maximization within a budget.
struct RefreshingUtilityTests {
    static func remembered(seed: UInt64, count: Int) -> [Double] {
        var rng = RandomStream(seed: seed, "remembered")
        return (0..<count).map { $0 % 4 == 3 ? .infinity : 3 * rng.uniform() }
    }

    @Test func agreesWithItsFormula() throws {
        for seed in 0..<100 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 6))
            let known = Self.remembered(seed: seed, count: instance.count)
            let utility = try SiteUtility(refreshing: known, gram: instance.gram, shares: instance.shares)
            let largest = max(instance.distances.max() ?? 0, 0)
            let phantom = largest > 1e-6 ? largest : 1
            for set in instance.subsets() {
                let expected = (0..<instance.count).reduce(0.0) { sum, j in
                    let nearest = set.map { instance.distance($0, j) }.min() ?? .infinity
                    return sum + instance.shares[j] * max(0, min(known[j], phantom) - nearest) / phantom
                }
                #expect(abs(utility.value(of: set) - expected) < 1e-6, "seed \(seed) set \(set)")
            }
        }
    }

    @Test func nothingRememberedIsFacilityLocation() throws {
        let instance = RandomInstance(seed: 8, count: 6)
        let plain = try instance.utility(.facilityLocation)
        let utility = try SiteUtility(
            refreshing: [Double](repeating: .infinity, count: 6), gram: instance.gram, shares: instance.shares)
        for set in instance.subsets() { #expect(abs(utility.value(of: set) - plain.value(of: set)) < 1e-12) }
    }

    @Test func solversAgreeOnIt() throws {
        for seed in 0..<100 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 7)
            let utility = try SiteUtility(
                refreshing: Self.remembered(seed: seed, count: 7), gram: instance.gram, shares: instance.shares)
            let objective = try SelectionObjective(
                utility: utility, penaltyWeight: instance.penaltyWeight, costs: instance.costs)
            let optimum = instance.subsets().map { objective.value(of: $0) }.max() ?? 0
            var rng = RandomStream(seed: seed, "solver")
            for solver in [Solver.exact(), .exhaustive] {
                let result = try maximize(objective, with: solver, using: &rng)
                #expect(abs(result.objective - optimum) < 1e-9, "seed \(seed) \(solver)")
            }
            let local = try maximize(objective, with: .localSearch, using: &rng)
            #expect(local.objective <= optimum + 1e-9)
            #expect(abs(local.objective - objective.value(of: local.selected)) < 1e-9)
        }
    }

    @Test func badMemoryIsRefused() {
        #expect(throws: CoresetError.self) {
            try SiteUtility(refreshing: [1, .nan], gram: [1, 0, 0, 1], shares: [1, 1])
        }
        #expect(throws: CoresetError.self) { try SiteUtility(refreshing: [1], gram: [1, 0, 0, 1], shares: [1, 1]) }
        #expect(throws: CoresetError.self) {
            try SiteUtility(refreshing: [-1, 1], gram: [1, 0, 0, 1], shares: [1, 1])
        }
    }

    @Test func withinABudgetItIsTheBestThatFits() throws {
        for seed in 0..<60 as Range<UInt64> {
            for count in [6, 12] {
                let instance = RandomInstance(seed: seed, count: count)
                let objective = try instance.objective(.facilityLocation)
                var rng = RandomStream(seed: seed, "grams")
                let grams = (0..<count).map { _ in 0.2 + rng.uniform() }
                for budget in [-1, 0.1, 1, 2.5, 100] {
                    let sites = try maximize(
                        objective, grams: grams, within: budget, candidates: Array(0..<count), with: .exact(),
                        using: &rng)
                    #expect(sites.reduce(0) { $0 + grams[$1] } <= max(budget, 0))
                    let best =
                        instance.subsets().filter { $0.reduce(0) { $0 + grams[$1] } <= budget }
                        .map { objective.value(of: $0) }.max() ?? 0
                    let value = objective.value(of: sites)
                    if count <= 10 {
                        #expect(abs(value - max(best, 0)) < 1e-9)
                    } else {
                        #expect(value >= 0.7 * best - 1e-9, "seed \(seed): \(value) of \(best)")
                    }
                }
            }
        }
    }

    /// Lazy greedy stops early and searches the price only so far: what fits must still be taken, and little be lost.
    @Test func lazyGreedyWithinABudgetLeavesNoRoom() throws {
        for seed: UInt64 in 0..<40 {
            let count = 15 + Int(seed % 20)
            let instance = RandomInstance(seed: seed, count: count)
            var rng = RandomStream(seed: seed, "grams")
            let grams = (0..<count).map { _ in 0.1 + rng.uniform() }
            let budget = 3 * rng.uniform()
            let utility = try instance.utility(.facilityLocation)
            let objective = try SelectionObjective(
                utility: utility, penaltyWeight: instance.penaltyWeight, costs: instance.costs)
            func solve(_ solver: Solver) throws -> [Int] {
                try maximize(
                    objective, grams: grams, within: budget, candidates: Array(0..<count), with: solver, using: &rng)
            }
            let lazy = try solve(.lazyGreedy)
            let spent = lazy.reduce(0) { $0 + grams[$1] }
            #expect(spent <= budget)
            let value = objective.value(of: lazy)
            for site in 0..<count where !lazy.contains(site) && spent + grams[site] <= budget - 1e-9 {
                #expect(objective.value(of: lazy + [site]) <= value + 1e-12, "seed \(seed): site \(site) gains")
            }
            #expect(value >= 0.9 * objective.value(of: try solve(.localSearch)) - 1e-12, "seed \(seed)")
        }
    }
}
