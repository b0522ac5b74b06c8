import LinearAlgebra
import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// Of the utilities that branch and bound takes.
private let kinds: [UtilityKind] = [.facilityLocation, .kCenter]

struct BranchAndBoundTests {
    private func exact(
        _ objective: SelectionObjective, _ solver: Solver = .exact(), candidates: [Int]? = nil, atLeast: Int = 0
    ) throws -> SolverResult {
        var rng = RandomStream(seed: 0, "exact")
        return try maximize(objective, candidates: candidates, atLeast: atLeast, with: solver, using: &rng)
    }

    @Test(arguments: kinds) func agreesWithEnumeration(_ kind: UtilityKind) throws {
        for seed in 0..<3000 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: Int(seed % 14), dimension: 1 + Int(seed % 6))
            let objective = try instance.objective(kind)
            let floor = seed % 5 == 0 ? Int(seed / 5 % 4) : 0
            let candidates = seed % 3 == 0 ? (0..<instance.count).filter { $0 % 3 != 1 } : nil
            let result = try exact(objective, candidates: candidates, atLeast: floor)
            let reference = try exact(objective, .exhaustive, candidates: candidates, atLeast: floor)
            #expect(abs(result.objective - reference.objective) < 1e-9, "seed \(seed)")
            #expect(result.isOptimal && result.upperBound == result.objective)
        }
    }

    @Test(arguments: kinds) func agreesWithEnumerationOnRewards(_ kind: UtilityKind) throws {
        for seed in 0..<300 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 9)
            var rng = RandomStream(seed: seed, "reward")
            let objective = try SelectionObjective(
                utility: instance.utility(kind), penaltyWeight: instance.penaltyWeight,
                costs: instance.costs.map { $0 - 0.2 * rng.uniform() })
            let (result, reference) = (try exact(objective), try exact(objective, .exhaustive))
            #expect(abs(result.objective - reference.objective) < 1e-9, "seed \(seed)")
        }
    }

    /// Distances that are no metric and often equal, and sites without data.
    @Test(arguments: kinds) func agreesWithEnumerationOnAnyDistances(_ kind: UtilityKind) throws {
        for seed in 0..<1000 as Range<UInt64> {
            var rng = RandomStream(seed: seed, "any distances")
            let n = 2 + Int(seed % 9)
            var distances = [Double](repeating: 0, count: n * n)
            for i in 0..<n { for j in 0..<i { distances[i * n + j] = Double(rng.next() % 6) } }
            for i in 0..<n { for j in 0..<i { distances[j * n + i] = distances[i * n + j] } }
            var shares = (0..<n).map { _ in Double(rng.next() % 3) }
            shares[0] = 1
            let objective = try SelectionObjective(
                utility: SiteUtility(kind, distances: distances, shares: shares), penaltyWeight: 3 * rng.uniform(),
                costs: (0..<n).map { _ in 0.5 * rng.uniform() })
            let (result, reference) = (try exact(objective), try exact(objective, .exhaustive))
            #expect(abs(result.objective - reference.objective) < 1e-9, "seed \(seed)")
            #expect(result.isOptimal)
        }
    }

    @Test(arguments: kinds) func provesLargerProblemsAndBeatsTheHeuristics(_ kind: UtilityKind) throws {
        for seed in 0..<20 as Range<UInt64> {
            let instance = RandomInstance(seed: 8 * seed, count: 60, dimension: 3)
            let objective = try SelectionObjective(
                utility: instance.utility(kind), penaltyWeight: 1,
                costs: instance.costs.map { 0.1 * $0 })
            let result = try exact(objective)
            #expect(result.isOptimal)
            for solver in [.localSearch, .deterministicDoubleGreedy(.index)] as [Solver] {
                #expect(try exact(objective, solver).objective <= result.objective + 1e-9)
            }
        }
    }

    @Test(arguments: kinds) func aLimitLeavesAProvenBound(_ kind: UtilityKind) throws {
        var stopped = 0
        for seed in 0..<40 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 40, dimension: 6)
            let objective = try SelectionObjective(
                utility: instance.utility(kind), penaltyWeight: 1,
                costs: instance.costs.map { 0.1 * $0 })
            let optimum = try exact(objective)
            for limit in [0, 1, 3] {
                let result = try exact(objective, .exact(nodeLimit: limit))
                let bound = try #require(result.upperBound)
                #expect(bound >= optimum.objective - 1e-9 && result.objective <= optimum.objective + 1e-9)
                if !result.isOptimal { stopped += 1 }
            }
            let late = try exact(objective, .exact(timeLimitSeconds: 0))
            let bound = try #require(late.upperBound)
            #expect(!late.isOptimal && bound.isFinite && bound >= optimum.objective - 1e-9)
        }
        #expect(stopped > 0)
    }
}
