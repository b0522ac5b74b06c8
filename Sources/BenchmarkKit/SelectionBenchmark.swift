import CarbonAccounting
import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import SiteSelection

/// What one round's selection among many sites takes, without any training.
///
/// The gradients are random: mixtures of ten class directions with Dirichlet(0.3) weights and a little noise, as partitions
/// by label make them. A hundredth of the sites changes between rounds.
///
/// The index is the default of `policy: cafe`, on ten grids with daily cycles and a quarter of the carbon of full
/// participation. What follows it is `variant: paced`, which compares the gradients of all sites with each other, up to
/// `pairLimit` sites, where the budget affords a hundredth of them.
public struct SelectionBenchmark: Sendable, Codable {
    /// Mean seconds of a round with so many sites, by step.
    public struct Entry: Sendable, Codable {
        public let sites: Int
        /// The default policy: its slot, the norms of the gradients that changed, the price, the order, and what fits.
        public let indexSeconds: Double
        public let meanIndexed: Double
        /// Nil beyond `pairLimit`.
        public let pairs: Pairs?
        /// Peak memory of the process so far.
        public let peakMegabytes: Double

        enum CodingKeys: String, CodingKey {
            case sites, pairs
            case indexSeconds = "index_s"
            case meanIndexed = "mean_indexed"
            case peakMegabytes = "peak_mb"
        }
    }

    /// A round on inner products of all pairs of sites.
    public struct Pairs: Sendable, Codable {
        /// All inner products, as in the first round and after a checkpoint.
        public let allProductsSeconds: Double
        /// Those of the sites that changed.
        public let changedProductsSeconds: Double
        /// Distances and what is remembered.
        public let utilitySeconds: Double
        /// The set, within the round's budget.
        public let solverSeconds: Double
        public let meanSelected: Double

        enum CodingKeys: String, CodingKey {
            case allProductsSeconds = "all_products_s"
            case changedProductsSeconds = "changed_products_s"
            case utilitySeconds = "utility_s"
            case solverSeconds = "solver_s"
            case meanSelected = "mean_selected"
        }
    }

    /// By how much the time of a step grows: the exponent b of t ∝ Nᵇ between two sizes.
    public struct Growth: Sendable, Codable {
        public let fromSites: Int
        public let toSites: Int
        public let index: Double
        /// Changed products, utility and solver together; nil where one of the sizes has none.
        public let pairs: Double?

        enum CodingKeys: String, CodingKey {
            case fromSites = "from_sites"
            case toSites = "to_sites"
            case index, pairs
        }
    }

    /// The sites of which all pairs are still compared: ten thousand take some 2 GB.
    public static let pairLimit = 10_000

    public let entries: [Entry]
    public let growth: [Growth]
    /// P: the size of softmax regression on digits.
    public let parameterCount: Int

    /// Measures each size in turn; ascending sizes give each its own peak memory.
    ///
    /// - Precondition: every size is at least 1.
    public init(sizes: [Int], rounds: Int = 5, seed: UInt64 = 1) throws {
        precondition(rounds >= 1 && sizes.allSatisfy { $0 >= 1 }, "\(rounds) rounds of \(sizes) sites")
        let parameterCount = 650
        let entries = try sizes.map { sites in
            var gradients = RandomGradients(sites: sites, columns: parameterCount, seed: seed)
            let index = try Self.measureIndex(&gradients, rounds: rounds)
            let pairs = sites <= Self.pairLimit ? try Self.measurePairs(&gradients, rounds: rounds) : nil
            return Entry(
                sites: sites, indexSeconds: index.seconds, meanIndexed: index.selected, pairs: pairs,
                peakMegabytes: Double(peakResidentBytes()) / 1e6)
        }
        growth = zip(entries, entries.dropFirst()).map { small, large in
            func exponent(_ before: Double, _ after: Double) -> Double {
                log(after / before) / log(Double(large.sites) / Double(small.sites))
            }
            func seconds(_ pairs: Pairs) -> Double {
                pairs.changedProductsSeconds + pairs.utilitySeconds + pairs.solverSeconds
            }
            return Growth(
                fromSites: small.sites, toSites: large.sites, index: exponent(small.indexSeconds, large.indexSeconds),
                pairs: small.pairs.flatMap { before in
                    large.pairs.map { exponent(seconds(before), seconds($0)) }
                })
        }
        (self.entries, self.parameterCount) = (entries, parameterCount)
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(work) / .seconds(1)
    }

    private static func measureIndex(
        _ gradients: inout RandomGradients, rounds: Int
    ) throws -> (seconds: Double, selected: Double) {
        let sites = gradients.sites
        // So many rounds until the sites have the ages that the law gives them, a day to look back, and a slot at the end.
        let settling = 5
        let (horizon, hours) = (settling + rounds + 1, settling + rounds + 25)
        let values = (0..<10).map { zone in
            (0..<hours).map { hour -> Double in
                let phase = Double(hour + 2 * zone) * Double.pi / 12
                return 200 + 20 * Double(zone) + 100 * cos(phase)
            }
        }
        let trace = CarbonTrace(
            zones: (0..<10).map { "zone \($0)" }, start: UTCInstant(secondsSinceEpoch: 0), stepSeconds: 3600,
            kind: .average, scope: .unknown, source: "a benchmark", values: values)
        let scenario = try Scenario(
            sites: (0..<sites).map {
                Site(name: "\($0)", zone: $0 % 10, rows: Array(0..<1 + $0 % 7), energy: SiteEnergy())
            },
            trace: trace, start: UTCInstant(secondsSinceEpoch: 86_400), slotSeconds: 3600, rounds: horizon,
            workload: Workload(training: LocalTraining(batchSize: 4), modelBytes: 4 * gradients.columns),
            budget: .fractionOfFull(0.25))
        var history = ParticipationHistory(sites: sites)
        let oracle = KnownNorms(gradients)
        var policy = FreshnessPolicy()
        var (time, selected, spent) = (0.0, 0, 0.0)
        for round in 0..<settling + rounds {
            let changed = gradients.changeSome()
            let left = scenario.budgetGrams - spent
            var chosen: [Int] = []
            let taken = try seconds {
                oracle.update(gradients, of: changed)
                let slot = Slot(
                    round: round, scenario: scenario, spentGrams: spent, history: history, oracle: oracle, seed: 1,
                    hardBudget: true
                ) { sites in
                    left - scenario.footprints(of: sites, in: round).reduce(0) { $0 + $1.total }
                }
                chosen = try policy.select(in: slot).fitted(in: slot).sites
            }
            history.record(
                round: round, sites: chosen,
                losses: chosen.map { _ in SiteLoss(samples: 1, mean: 0, meanSquare: 0) })
            spent += scenario.footprints(of: chosen, in: round).reduce(0) { $0 + $1.total }
            guard round >= settling else { continue }
            time += taken
            selected += chosen.count
        }
        return (time / Double(rounds), Double(selected) / Double(rounds))
    }

    private static func measurePairs(_ gradients: inout RandomGradients, rounds: Int) throws -> Pairs {
        let sites = gradients.sites
        var rng = RandomStream(seed: gradients.seed, "selection benchmark", "pairs", sites)
        let shares = rng.dirichlet(3, count: sites)
        let grams = (0..<sites).map { _ in exp(0.5 * rng.normal()) }
        let budget = Double(gradients.changing) * grams.reduce(0, +) / Double(sites)
        var gram: [Double] = []
        let all = seconds { gram = gradients.withView { gramMatrix(of: $0) } }
        var (changedProducts, utilities, solver, selected) = (0.0, 0.0, 0.0, 0)
        for _ in 0..<rounds {
            let changed = gradients.changeSome()
            changedProducts += seconds { gradients.withView { updateGramMatrix(&gram, of: $0, changed: changed) } }
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
                // An empty queue is the most expensive case: the budget alone bounds the set, and its price is searched for.
                let objective = try SelectionObjective(
                    utility: utility, penaltyWeight: 10, costs: [Double](repeating: 0, count: sites))
                selected += try maximize(
                    objective, grams: grams, within: budget, candidates: Array(0..<sites), with: .lazyGreedy,
                    using: &rng
                ).count
            }
        }
        let count = Double(rounds)
        return Pairs(
            allProductsSeconds: all, changedProductsSeconds: changedProducts / count,
            utilitySeconds: utilities / count, solverSeconds: solver / count, meanSelected: Double(selected) / count)
    }
}

/// Gradients of sites as partitions by label make them.
private struct RandomGradients {
    let sites: Int
    let columns: Int
    let seed: UInt64
    /// How many change between rounds.
    var changing: Int { max(1, sites / 100) }
    private(set) var rows: [Float] = []
    private let directions: [[Float]]
    private var rng: RandomStream

    init(sites: Int, columns: Int, seed: UInt64) {
        (self.sites, self.columns, self.seed) = (sites, columns, seed)
        var rng = RandomStream(seed: seed, "selection benchmark", sites)
        directions = (0..<10).map { _ in (0..<columns).map { _ in Float(rng.normal()) } }
        self.rng = rng
        rows.reserveCapacity(sites * columns)
        for _ in 0..<sites { rows += gradient() }
    }

    private mutating func gradient() -> [Float] {
        let mixture = rng.dirichlet(0.3, count: directions.count).map { Float($0) }
        // Uniform noise: normal draws for hundreds of millions of numbers would take longer than what is measured.
        var gradient = [Float](unsafeUninitializedCapacity: columns) { buffer, count in
            for k in 0..<columns { buffer[k] = 0.1 * (Float(rng.next() >> 40) * 0x1p-23 - 1) }
            count = columns
        }
        for (direction, weight) in zip(directions, mixture) { gradient.add(direction, scaledBy: weight) }
        return gradient
    }

    /// Draws the gradients of some sites anew, and returns which.
    mutating func changeSome() -> [Int] {
        let changed = rng.sample(changing, outOf: sites)
        for site in changed { rows.replaceSubrange(site * columns..<(site + 1) * columns, with: gradient()) }
        return changed
    }

    func withView<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
        try rows.withUnsafeBufferPointer { try body(MatrixView($0, rows: sites, columns: columns)) }
    }
}

/// Answers with the norms of the gradients, kept up to date as a run keeps them.
private final class KnownNorms: SlotOracle {
    private var norms: [Double] = []

    init(_ gradients: RandomGradients) {
        norms = [Double](repeating: 0, count: gradients.sites)
        update(gradients, of: Array(0..<gradients.sites))
    }

    func update(_ gradients: RandomGradients, of changed: [Int]) {
        gradients.withView { view in
            for site in changed {
                let row = UnsafeBufferPointer(start: view.base + site * view.stride, count: view.columns)
                norms[site] = squaredNorm(of: row).squareRoot()
            }
        }
    }

    func gradientNorms(_ source: GradientSource, round: Int, remainingGrams: Double) -> [Double]? { norms }
    func gradientGram(_ source: GradientSource, round: Int, remainingGrams: Double) -> [Double]? { nil }
    func losses(of sites: [Int], round: Int, remainingGrams: Double) -> [Double]? { nil }
}
