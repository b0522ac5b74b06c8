import Reproducibility
import SiteSelection
import TestSupport
import Testing

struct MaximizeTests {
    private func run(
        _ objective: SelectionObjective, _ solver: Solver, candidates: [Int]? = nil, atLeast: Int = 0, seed: UInt64 = 0
    ) throws -> SolverResult {
        var rng = RandomStream(seed: seed, "solver")
        return try maximize(objective, candidates: candidates, atLeast: atLeast, with: solver, using: &rng)
    }

    private let everySolver: [Solver] = [
        .deterministicDoubleGreedy(.index), .randomizedDoubleGreedy(.random), .greedy, .lazyGreedy,
        .stochasticGreedy(epsilon: 0.1), .localSearch, .exhaustive, .exact(),
    ]

    @Test(arguments: allKinds) func enumerationFindsTheNaiveOptimum(_ kind: UtilityKind) throws {
        for seed in 0..<400 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: Int(seed % 8), dimension: 1 + Int(seed % 5))
            let floor = Int(seed / 8 % 3)
            let objective = try instance.objective(kind)
            let result = try run(objective, .exhaustive, atLeast: floor)
            let optimum = instance.naiveOptimum(kind, atLeast: min(floor, instance.count))
            #expect(abs(result.objective - optimum) < 1e-6, "seed \(seed): \(result.objective) against \(optimum)")
            #expect(result.isOptimal && result.upperBound == result.objective)
            #expect(abs(objective.value(of: result.selected) - result.objective) < 1e-12)
        }
    }

    @Test(arguments: VisitingOrder.allCases) func doubleGreedyKeepsItsSignFreeBounds(_ order: VisitingOrder) throws {
        for seed in 0..<1000 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 8))
            let objective = try instance.objective(.facilityLocation)
            let optimum = instance.naiveOptimum(.facilityLocation)
            let everybody = objective.value(of: Array(0..<instance.count))
            let result = try run(objective, .deterministicDoubleGreedy(order), seed: seed)
            #expect(result.objective >= (optimum + 0 + everybody) / 3 - 1e-9, "seed \(seed)")
        }
    }

    @Test func randomizedDoubleGreedyKeepsItsBoundInTheMean() throws {
        for seed in 0..<60 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 2 + Int(seed % 7))
            let objective = try instance.objective(.facilityLocation)
            let everybody = objective.value(of: Array(0..<instance.count))
            let draws = 400
            let values = try (0..<draws).map {
                try run(objective, .randomizedDoubleGreedy(.index), seed: 1000 * seed + UInt64($0)).objective
            }
            let mean = values.reduce(0, +) / Double(draws)
            let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
            let bound = (2 * instance.naiveOptimum(.facilityLocation) + everybody) / 4
            #expect(mean >= bound - 4 * (spread / Double(draws)).squareRoot() - 1e-9, "seed \(seed)")
        }
    }

    @Test func lazyGreedyIsGreedy() throws {
        for seed in 0..<500 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 30), dimension: 6)
            let objective = try instance.objective(.facilityLocation)
            let floor = Int(seed % 4)
            let lazy = try run(objective, .lazyGreedy, atLeast: floor)
            let naive = try run(objective, .greedy, atLeast: floor)
            #expect(abs(lazy.objective - naive.objective) < 1e-9, "seed \(seed)")
            #expect(lazy.evaluations <= naive.evaluations + instance.count)
        }
    }

    @Test(arguments: allKinds) func localSearchIsAtLeastGreedyAndLocallyOptimal(_ kind: UtilityKind) throws {
        for seed in 0..<60 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 8))
            let objective = try instance.objective(kind)
            let local = try run(objective, .localSearch)
            #expect(local.objective >= (try run(objective, .greedy)).objective - 1e-9)
            let inside = Set(local.selected)
            for i in 0..<instance.count {
                let flipped = inside.symmetricDifference([i])
                #expect(objective.value(of: flipped.sorted()) <= local.objective + 1e-8, "seed \(seed) site \(i)")
                for j in inside where !inside.contains(i) {
                    let exchanged = flipped.subtracting([j])
                    #expect(objective.value(of: exchanged.sorted()) <= local.objective + 1e-8, "seed \(seed)")
                }
            }
        }
    }

    /// One site alone misleads, all together serve: greedy stops at once.
    @Test func localSearchAlsoComesFromAbove() throws {
        let gradients = [[1, 5], [1, -5], [1, 4], [1, -4]].map { $0.map { Double($0) } }
        let instance = RandomInstance(gradients: gradients, shares: [0.25, 0.25, 0.25, 0.25])
        let objective = try SelectionObjective(
            utility: instance.utility(.expectedDescent()), penaltyWeight: 1, costs: [0.1, 0.1, 0.2, 0.2])
        #expect(try run(objective, .greedy).selected.isEmpty)
        #expect(try run(objective, .localSearch).selected == [0, 1, 2, 3])
    }

    @Test(arguments: allKinds) func everySolverKeepsToCandidatesAndFloor(_ kind: UtilityKind) throws {
        for seed in 0..<80 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 6)
            let objective = try instance.objective(kind)
            let candidates = [5, 1, 4, 2].prefix(Int(seed % 5))
            let floor = Int(seed % 7)
            for solver in everySolver {
                let result = try run(objective, solver, candidates: Array(candidates), atLeast: floor, seed: seed)
                #expect(result.selected.allSatisfy(candidates.contains), "\(solver)")
                #expect(result.selected.count >= min(floor, candidates.count), "\(solver)")
                #expect(result.selected == result.selected.sorted())
                #expect(abs(result.objective - objective.value(of: result.selected)) < 1e-9)
            }
        }
    }

    @Test(arguments: allKinds) func noWeightSelectsNothingOrTheCheapest(_ kind: UtilityKind) throws {
        let instance = RandomInstance(seed: 9, count: 6)
        let utility = try instance.utility(kind)
        let costs = [3, 2, 0.5, 4, 1, 6] as [Double]
        let paid = try SelectionObjective(utility: utility, penaltyWeight: 0, costs: costs)
        let free = try SelectionObjective(utility: utility, penaltyWeight: 0, costs: [Double](repeating: 0, count: 6))
        for solver in everySolver {
            #expect(try run(paid, solver).selected.isEmpty, "\(solver)")
            #expect(try run(free, solver).selected.isEmpty, "\(solver)")
        }
        for solver in [.greedy, .lazyGreedy, .localSearch, .exhaustive, .exact()] as [Solver] {
            #expect(try run(paid, solver, atLeast: 1).selected == [2], "\(solver)")
        }
    }

    @Test func withoutCostEverybodyWhoAddsUtilityIsSelected() throws {
        let instance = RandomInstance(seed: 8, count: 6)
        let objective = try SelectionObjective(
            utility: instance.utility(.facilityLocation), penaltyWeight: 1, costs: [Double](repeating: 0, count: 6))
        for solver in [
            .deterministicDoubleGreedy(.index), .randomizedDoubleGreedy(.random), .greedy, .lazyGreedy, .localSearch,
            .exhaustive, .exact(),
        ] as [Solver] {
            #expect(try run(objective, solver).selected == Array(0..<6), "\(solver)")
        }
    }

    @Test func noSiteAndOneSite() throws {
        for kind in allKinds {
            let none = try SelectionObjective(
                utility: SiteUtility(kind, gram: [], shares: []), penaltyWeight: 1, costs: [])
            let one = try SelectionObjective(
                utility: SiteUtility(kind, gram: [2], shares: [1]), penaltyWeight: 1, costs: [0.3])
            for solver in everySolver {
                #expect(try run(none, solver, atLeast: 3).selected.isEmpty, "\(solver)")
                #expect(try run(one, solver).selected == [0], "\(kind) \(solver)")
            }
        }
    }

    @Test func enumerationRefusesLargeProblems() throws {
        let instance = RandomInstance(seed: 0, count: 21)
        let objective = try instance.objective(.facilityLocation)
        #expect(throws: CoresetError.tooManyCandidates(count: 21, limit: 20)) { try run(objective, .exhaustive) }
        #expect(try run(objective, .exhaustive, candidates: Array(0..<4)).isOptimal)
        #expect(throws: CoresetError.self) { try run(objective, .stochasticGreedy(epsilon: 1)) }
        #expect(throws: CoresetError.self) {
            try SelectionObjective(utility: instance.utility(.kCenter), penaltyWeight: 1, costs: [.nan])
        }
        #expect(throws: CoresetError.self) {
            try SelectionObjective(utility: instance.utility(.kCenter), penaltyWeight: -1, costs: instance.costs)
        }
    }
}
