import Analysis
import Foundation
import Reproducibility
import SiteSelection

/// How near the optimum each solver comes, and how long it takes, on random slot problems of growing size.
///
/// A site's gradient is a mixture of ten class directions with Dirichlet(0.3) weights and a little noise, as partitions
/// by label make them; costs are log-normal. Facility-location utility, V = 1.
public struct SolverBenchmark: Sendable, Codable {
    /// A solver on the problems of one size.
    public struct Entry: Sendable, Codable {
        public let solver: String
        public let sites: Int
        public let problems: Int
        /// Mean of (f* − f)/f* in percent, where f* is the value, or the bound, of the exact solver.
        public let meanGapPercent: Double
        public let largestGapPercent: Double
        /// At 95 %, for the mean over problems; nil for a single one.
        public let gapInterval: ConfidenceInterval?
        /// Of a solve, distances given.
        public let meanMilliseconds: Double
        public let millisecondsInterval: ConfidenceInterval?

        enum CodingKeys: String, CodingKey {
            case solver, sites, problems
            case meanGapPercent = "mean_gap_percent"
            case largestGapPercent = "largest_gap_percent"
            case gapInterval = "gap_interval"
            case meanMilliseconds = "mean_milliseconds"
            case millisecondsInterval = "milliseconds_interval"
        }

        init(solver: String, sites: Int, gapsPercent: [Double], milliseconds: [Double]) {
            (self.solver, self.sites, problems) = (solver, sites, milliseconds.count)
            let (gap, time) = (SampleStatistics(gapsPercent), SampleStatistics(milliseconds))
            (meanGapPercent, gapInterval) = (gap?.mean ?? 0, gap?.interval)
            largestGapPercent = gapsPercent.max() ?? 0
            (meanMilliseconds, millisecondsInterval) = (time?.mean ?? 0, time?.interval)
        }
    }

    public let entries: [Entry]

    /// The solvers in the order of legends.
    public static let solvers: [(name: String, solver: Solver)] = [
        ("double greedy", .deterministicDoubleGreedy(.index)),
        ("randomized", .randomizedDoubleGreedy(.index)),
        ("greedy", .lazyGreedy),
        ("local search", .localSearch),
        ("exact", .exact(timeLimitSeconds: 20, nodeLimit: nil)),
    ]

    /// Solves `problems` problems of each size with every solver, one after the other on one thread.
    ///
    /// - Parameters:
    ///   - sizes: numbers of sites, each at least 1.
    ///   - problems: at least 1.
    public init(sizes: [Int] = [10, 20, 50, 100, 200], problems: Int = 10, seed: UInt64 = 1) throws {
        precondition(problems >= 1 && sizes.allSatisfy { $0 >= 1 }, "\(problems) problems of sizes \(sizes)")
        var entries: [Entry] = []
        for size in sizes {
            var gaps = [[Double]](repeating: [], count: Self.solvers.count)
            var milliseconds = gaps
            for problem in 0..<problems {
                let objective = try Self.objective(sites: size, seed: seed, problem: problem)
                var values = [Double](repeating: 0, count: Self.solvers.count)
                var best = 0.0
                for (index, entry) in Self.solvers.enumerated() {
                    var rng = RandomStream(seed: seed, "solver", index, size, problem)
                    let start = ContinuousClock.now
                    let result = try maximize(objective, with: entry.solver, using: &rng)
                    milliseconds[index].append((ContinuousClock.now - start) / .milliseconds(1))
                    values[index] = result.objective
                    best = max(best, result.objective)
                    if case .exact = entry.solver, let bound = result.upperBound { best = max(best, bound) }
                }
                guard best > 0 else { continue }
                for index in values.indices { gaps[index].append((best - values[index]) / best * 100) }
            }
            for (index, entry) in Self.solvers.enumerated() {
                entries.append(
                    Entry(
                        solver: entry.name, sites: size, gapsPercent: gaps[index], milliseconds: milliseconds[index]))
            }
        }
        self.entries = entries
    }

    /// One slot problem. Costs fall as 1/√N, so that the best set neither vanishes nor takes all sites as N grows.
    package static func objective(sites: Int, seed: UInt64, problem: Int) throws -> SelectionObjective {
        var rng = RandomStream(seed: seed, "slot problem", sites, problem)
        let (classes, dimensions) = (10, 32)
        let directions = (0..<classes).map { _ in (0..<dimensions).map { _ in rng.normal() } }
        let gradients = (0..<sites).map { _ in
            let mixture = rng.dirichlet(0.3, count: classes)
            return (0..<dimensions).map { d in
                (0..<classes).reduce(0.1 * rng.normal()) { $0 + mixture[$1] * directions[$1][d] }
            }
        }
        var gram = [Double](repeating: 0, count: sites * sites)
        for i in 0..<sites {
            for j in 0...i {
                let product = zip(gradients[i], gradients[j]).reduce(0) { $0 + $1.0 * $1.1 }
                (gram[i * sites + j], gram[j * sites + i]) = (product, product)
            }
        }
        let costs = (0..<sites).map { _ in 0.3 / Double(sites).squareRoot() * exp(0.7 * rng.normal()) }
        let utility = try SiteUtility(.facilityLocation, gram: gram, shares: rng.dirichlet(3, count: sites))
        return try SelectionObjective(utility: utility, penaltyWeight: 1, costs: costs)
    }
}
