import Foundation
import LinearAlgebra
import Reproducibility
import SiteSelection

/// What one round's selection among many sites takes, without any training.
///
/// The gradients are random: mixtures of ten class directions with Dirichlet(0.3) weights and a little noise, as partitions
/// by label make them. A hundredth of the sites changes between rounds; the budget affords a hundredth as well.
public struct SelectionBenchmark: Sendable, Codable {
    /// Mean seconds of a round with so many sites, by step.
    public struct Entry: Sendable, Codable {
        public let sites: Int
        /// All inner products, as in the first round and after a checkpoint.
        public let allProductsSeconds: Double
        /// Those of the sites that changed.
        public let changedProductsSeconds: Double
        /// Distances and what is remembered.
        public let utilitySeconds: Double
        /// The set, within the round's budget.
        public let solverSeconds: Double
        public let meanSelected: Double
        /// Peak memory of the process so far.
        public let peakMegabytes: Double

        enum CodingKeys: String, CodingKey {
            case sites
            case allProductsSeconds = "all_products_s"
            case changedProductsSeconds = "changed_products_s"
            case utilitySeconds = "utility_s"
            case solverSeconds = "solver_s"
            case meanSelected = "mean_selected"
            case peakMegabytes = "peak_mb"
        }
    }

    public let entries: [Entry]
    /// P: the size of softmax regression on digits.
    public let parameterCount: Int

    /// Measures each size in turn; ascending sizes give each its own peak memory.
    ///
    /// - Precondition: every size is at least 1.
    public init(sizes: [Int], rounds: Int = 5, seed: UInt64 = 1) throws {
        let parameterCount = 650
        entries = try sizes.map { try Self.measure($0, parameterCount, rounds: rounds, seed: seed) }
        self.parameterCount = parameterCount
    }

    private static func measure(_ sites: Int, _ columns: Int, rounds: Int, seed: UInt64) throws -> Entry {
        precondition(sites >= 1 && rounds >= 1, "\(rounds) rounds of \(sites) sites")
        var rng = RandomStream(seed: seed, "selection benchmark", sites)
        let directions = (0..<10).map { _ in (0..<columns).map { _ in Float(rng.normal()) } }
        func gradient() -> [Float] {
            let mixture = rng.dirichlet(0.3, count: directions.count).map { Float($0) }
            var gradient = (0..<columns).map { _ in 0.1 * Float(rng.normal()) }
            for (direction, weight) in zip(directions, mixture) { gradient.add(direction, scaledBy: weight) }
            return gradient
        }
        var rows: [Float] = []
        rows.reserveCapacity(sites * columns)
        for _ in 0..<sites { rows += gradient() }
        let shares = rng.dirichlet(3, count: sites)
        let grams = (0..<sites).map { _ in exp(0.5 * rng.normal()) }
        let affordable = max(1, sites / 100)
        let budget = Double(affordable) * grams.reduce(0, +) / Double(sites)

        func seconds(_ work: () throws -> Void) rethrows -> Double {
            try ContinuousClock().measure(work) / .seconds(1)
        }
        var gram: [Double] = []
        let all = seconds {
            gram = rows.withUnsafeBufferPointer { gramMatrix(of: MatrixView($0, rows: sites, columns: columns)) }
        }
        var (changedProducts, utilities, solver, selected) = (0.0, 0.0, 0.0, 0)
        for _ in 0..<rounds {
            let changed = rng.sample(affordable, outOf: sites)
            for site in changed { rows.replaceSubrange(site * columns..<(site + 1) * columns, with: gradient()) }
            changedProducts += seconds {
                rows.withUnsafeBufferPointer {
                    updateGramMatrix(&gram, of: MatrixView($0, rows: sites, columns: columns), changed: changed)
                }
            }
            // A site that trained a hundred rounds ago or more is as good as unknown.
            let remembered = (0..<sites).map { site in
                0.01 * Double(rng.next() % 100) * gram[site * sites + site].squareRoot()
            }
            var utility: SiteUtility?
            utilities += try seconds {
                utility = try SiteUtility(refreshing: remembered, gram: gram, shares: shares)
            }
            guard let utility else { continue }
            solver += try seconds {
                // An empty queue is the dearest case: the budget alone bounds the set, and its price is searched for.
                let objective = try SelectionObjective(
                    utility: utility, penaltyWeight: 10, costs: [Double](repeating: 0, count: sites))
                selected += try maximize(
                    objective, grams: grams, within: budget, candidates: Array(0..<sites), with: .lazyGreedy,
                    using: &rng
                ).count
            }
        }
        let count = Double(rounds)
        return Entry(
            sites: sites, allProductsSeconds: all, changedProductsSeconds: changedProducts / count,
            utilitySeconds: utilities / count, solverSeconds: solver / count, meanSelected: Double(selected) / count,
            peakMegabytes: Double(peakResidentBytes()) / 1e6)
    }
}
