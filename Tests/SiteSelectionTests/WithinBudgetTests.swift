import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// Sets within a budget of grams, against all sets.
struct WithinBudgetTests {
    private func optimum(_ objective: SelectionObjective, grams: [Double], within budget: Double) -> Double {
        let count = grams.count
        return (0..<(1 << count)).map { mask in (0..<count).filter { mask >> $0 & 1 == 1 } }
            .filter { $0.reduce(0) { $0 + grams[$1] } <= budget }
            .map { objective.value(of: $0) }.max() ?? 0
    }

    /// Sites that a round could not pay for alone are no candidates, and do not keep the others from being enumerated.
    @Test func sitesBeyondTheBudgetDoNotCountAsCandidates() throws {
        for seed in 0..<60 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 12)
            let objective = try SelectionObjective(
                utility: instance.utility(.facilityLocation), penaltyWeight: 1,
                costs: [Double](repeating: 0, count: 12))
            var rng = RandomStream(seed: seed, "grams")
            let grams = (0..<12).map { $0 < 2 ? 100 : 1 + 3 * rng.uniform() }
            let best = try maximize(
                objective, grams: grams, within: 9, candidates: Array(0..<12), with: .exact(), using: &rng)
            #expect(abs(objective.value(of: best) - optimum(objective, grams: grams, within: 9)) < 1e-9, "seed \(seed)")
        }
    }

    /// Beyond ten candidates prices take the place of enumeration: close to the optimum, and closer than filling up alone.
    @Test func pricesComeCloseToTheOptimum() throws {
        var (shortfall, worst) = (0.0, 0.0)
        for seed in 0..<40 as Range<UInt64> {
            let instance = RandomInstance(seed: 16 * seed, count: 12)
            let objective = try SelectionObjective(
                utility: instance.utility(.facilityLocation), penaltyWeight: 1,
                costs: [Double](repeating: 0, count: 12))
            var rng = RandomStream(seed: seed, "grams")
            let grams = (0..<12).map { _ in 0.2 + 6 * rng.uniform() * rng.uniform() }
            let budget = grams.reduce(0, +) / 3
            let set = try maximize(
                objective, grams: grams, within: budget, candidates: Array(0..<12), with: .exact(), using: &rng)
            let best = optimum(objective, grams: grams, within: budget)
            shortfall += (1 - objective.value(of: set) / best) / 40
            worst = max(worst, 1 - objective.value(of: set) / best)
        }
        #expect(shortfall < 0.005 && worst < 0.05)
    }

    /// A dear site that stands for much, and cheap ones that stand for more together: gain by cost finds those.
    @Test func greedyByCostPrefersManyCheapSites() throws {
        let count = 12
        // Distances of 1 between all sites; each stands for itself alone.
        let gram = (0..<count * count).map { $0 / count == $0 % count ? 0.5 : 0 }
        let shares = (0..<count).map { $0 == 0 ? 0.3 : 0.7 / Double(count - 1) }
        let utility = try SiteUtility(.facilityLocation, gram: gram, shares: shares)
        let costs = (0..<count).map { $0 == 0 ? 6 : 1.0 }
        let selected = budgetedSelection(from: Array(0..<count), costs: costs, budget: 6, maximizing: utility)
        #expect(selected.count == 6 && !selected.contains(0))
    }

    /// What the aggregation of an expected descent uses: shares among the selected.
    @Test func descentWeighsTheSelectedByTheirData() throws {
        let instance = RandomInstance(seed: 0, count: 6)
        let weights = try instance.utility(.expectedDescent()).weights(of: [1, 4])
        let total = instance.shares[1] + instance.shares[4]
        #expect(abs(weights[0] - instance.shares[1] / total) < 1e-12)
        #expect(abs(weights[1] - instance.shares[4] / total) < 1e-12)
    }
}
