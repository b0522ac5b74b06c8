import Reproducibility

/// An upper bound of Σ_t U_t(S_t) over all set sequences with Σ_t C(S_t, t) ≤ H, and a sequence that comes close.
///
/// For every price λ ≥ 0 per gram, g(λ) = λH + Σ_t max_S [U_t(S) − λ C(S, t)] is such a bound (Lagrangian relaxation).
/// g is convex and piecewise linear; its minimum is found by cutting planes, each slot's maximum by the exact solver.
/// Sequences here know the whole future. A sequence that spends D grams more than H is bounded by g(λ) + λD.
public struct Certificate: Sendable {
    /// No sequence within the budget has a larger sum of utilities.
    public let upperBound: Double
    /// λ*, the price per gram at which the bound is attained.
    public let pricePerGram: Double
    /// A sequence within the budget from maximizing sets at prices around λ*: the offline oracle.
    public let selections: [[Int]]
    /// What `selections` spends, at most the budget.
    public let spentGrams: Double
    /// Σ_t U_t of `selections`; the optimum lies between this and `upperBound`.
    public let utility: Double
    /// Whether every slot was solved with proof at λ*. Without, the bound still holds, but may be loose.
    public let isExact: Bool
    /// How often g was evaluated.
    public let evaluations: Int

    /// - Parameters:
    ///   - slots: in order; without any, the bound is 0.
    ///   - budgetGrams: H ≥ 0, finite.
    ///   - nodeLimit: of the exact solver, for each slot and price; at the limit its proven bound counts.
    ///   - pool: slots are solved in parallel; the result does not depend on the number of workers.
    /// - Complexity: about twenty evaluations of g, each one exact solve a slot.
    public init(
        slots: [CertificateSlot], budgetGrams: Double, nodeLimit: Int? = nil, pool: WorkerPool = WorkerPool(workers: 1)
    ) throws {
        precondition(budgetGrams >= 0 && budgetGrams.isFinite, "a budget of \(budgetGrams) g")
        var evaluations = 0
        func evaluate(_ price: Double) throws -> Evaluation {
            evaluations += 1
            return try Evaluation(
                price: price, slots: slots, budgetGrams: budgetGrams, nodeLimit: nodeLimit, pool: pool)
        }
        var left = try evaluate(0)
        var right = left
        var best = left
        if left.spentGrams > budgetGrams {
            // At this price the cheapest site costs more than any set is worth: nothing that emits is selected.
            let least = slots.flatMap(\.footprintsGrams).filter { $0 > 0 }.min() ?? 1
            let most = slots.map(\.utility.kind.supremum).max() ?? 1
            right = try evaluate(2 * most / least)
            if right.value < best.value { best = right }
            let tolerance = 1e-10 * Double(slots.count)
            for step in 1...200 {
                // Where the tangents left and right of the minimum cross; no value of g lies below their crossing.
                let (down, up) = (budgetGrams - left.spentGrams, budgetGrams - right.spentGrams)
                let crossing = (left.tangentAtZero - right.tangentAtZero) / (up - down)
                let floor = left.tangentAtZero + crossing * down
                // Every fourth step bisects, so that a flat tangent cannot hold the search up.
                let price = step % 4 == 0 && left.price > 0 ? (left.price * right.price).squareRoot() : crossing
                guard best.value - floor > tolerance, price > left.price, price < right.price else { break }
                let next = try evaluate(price)
                if next.value < best.value { best = next }
                if next.spentGrams > budgetGrams { left = next } else { right = next }
            }
        }
        let mixture = Self.mixture(slots: slots, over: left, within: right, budgetGrams: budgetGrams)
        upperBound = best.value
        pricePerGram = best.price
        selections = mixture
        spentGrams = zip(slots, mixture).reduce(0) { $0 + $1.0.grams(of: $1.1) }
        utility = zip(slots, mixture).reduce(0) { $0 + $1.0.utility.value(of: $1.1) }
        isExact = best.isProven
        self.evaluations = evaluations
    }

    /// The sets of `within`, and those of `over` in the slots where they bring most utility per gram and still fit.
    private static func mixture(
        slots: [CertificateSlot], over: Evaluation, within: Evaluation, budgetGrams: Double
    ) -> [[Int]] {
        var sets = within.results.map(\.selected)
        var spent = within.spentGrams
        let trades = slots.indices.map { t in
            (
                slot: t, utility: over.results[t].utility - within.results[t].utility,
                grams: slots[t].grams(of: over.results[t].selected) - slots[t].grams(of: sets[t])
            )
        }
        let worthwhile = trades.filter { $0.utility > 0 && $0.grams > 0 }
        for trade in worthwhile.sorted(by: { $0.utility * $1.grams > $1.utility * $0.grams })
        where spent + trade.grams <= budgetGrams {
            sets[trade.slot] = over.results[trade.slot].selected
            spent += trade.grams
        }
        return sets
    }

    /// g and a subgradient at one price.
    private struct Evaluation {
        let price: Double
        let results: [SolverResult]
        /// Σ C of the maximizing sets; H minus it is a subgradient of g.
        let spentGrams: Double
        /// An upper bound of g(λ), equal to it if every slot was solved with proof.
        let value: Double
        /// Where the tangent of g at `price` meets price 0.
        let tangentAtZero: Double
        let isProven: Bool

        init(price: Double, slots: [CertificateSlot], budgetGrams: Double, nodeLimit: Int?, pool: WorkerPool) throws {
            self.price = price
            results = try pool.map(slots.count) { _, t in
                let slot = slots[t]
                let objective = try SelectionObjective(
                    utility: slot.utility, penaltyWeight: 1, costs: slot.footprintsGrams.map { price * $0 })
                var rng = RandomStream(seed: 0, "certificate", t)
                return try maximize(
                    objective, candidates: slot.candidates, with: .exact(nodeLimit: nodeLimit), using: &rng)
            }
            spentGrams = zip(slots, results).reduce(0) { $0 + $1.0.grams(of: $1.1.selected) }
            value = results.reduce(price * budgetGrams) { sum, result in
                sum + (result.upperBound ?? .infinity)  // the exact solver always has one
            }
            tangentAtZero = results.reduce(0) { $0 + $1.utility }
            isProven = results.allSatisfy(\.isOptimal)
        }
    }
}
