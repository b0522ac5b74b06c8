import Coresets
import RandomStreams
import Testing

struct ExactFacilityLocationTests {
    private func exact(
        _ objective: SelectionObjective, _ solver: Solver = .exact(), candidates: [Int]? = nil, atLeast: Int = 0
    ) throws -> SolverResult {
        var rng = RandomStream(seed: 0, "exact")
        return try maximize(objective, candidates: candidates, atLeast: atLeast, with: solver, using: &rng)
    }

    @Test func agreesWithEnumeration() throws {
        for seed in 0..<3000 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: Int(seed % 14), dimension: 1 + Int(seed % 6))
            let objective = try instance.objective(.facilityLocation)
            let floor = seed % 5 == 0 ? Int(seed / 5 % 4) : 0
            let candidates = seed % 3 == 0 ? (0..<instance.count).filter { $0 % 3 != 1 } : nil
            let result = try exact(objective, candidates: candidates, atLeast: floor)
            let reference = try exact(objective, .exhaustive, candidates: candidates, atLeast: floor)
            #expect(abs(result.objective - reference.objective) < 1e-9, "seed \(seed)")
            #expect(result.isOptimal && result.upperBound == result.objective)
        }
    }

    @Test func agreesWithEnumerationOnRewards() throws {
        for seed in 0..<300 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 9)
            var rng = RandomStream(seed: seed, "reward")
            let objective = try SelectionObjective(
                utility: instance.utility(.facilityLocation), penaltyWeight: instance.penaltyWeight,
                costs: instance.costs.map { $0 - 0.2 * rng.uniform() })
            let (result, reference) = (try exact(objective), try exact(objective, .exhaustive))
            #expect(abs(result.objective - reference.objective) < 1e-9, "seed \(seed)")
        }
    }

    @Test func provesLargerProblemsAndBeatsTheHeuristics() throws {
        for seed in 0..<20 as Range<UInt64> {
            let instance = RandomInstance(seed: 8 * seed, count: 60, dimension: 3)
            let objective = try SelectionObjective(
                utility: instance.utility(.facilityLocation), penaltyWeight: 1,
                costs: instance.costs.map { 0.1 * $0 })
            let result = try exact(objective)
            #expect(result.isOptimal)
            for solver in [.localSearch, .deterministicDoubleGreedy(.index)] as [Solver] {
                #expect(try exact(objective, solver).objective <= result.objective + 1e-9)
            }
        }
    }

    @Test func aLimitLeavesAProvenBound() throws {
        var stopped = 0
        for seed in 0..<40 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 40, dimension: 6)
            let objective = try SelectionObjective(
                utility: instance.utility(.facilityLocation), penaltyWeight: 1,
                costs: instance.costs.map { 0.1 * $0 })
            let optimum = try exact(objective)
            for limit in [0, 1, 3] {
                let result = try exact(objective, .exact(nodeLimit: limit))
                let bound = try #require(result.upperBound)
                #expect(bound >= optimum.objective - 1e-9 && result.objective <= optimum.objective + 1e-9)
                if !result.isOptimal { stopped += 1 }
            }
            let late = try exact(objective, .exact(timeLimitSeconds: 0))
            #expect(!late.isOptimal)
        }
        #expect(stopped > 0)
    }
}
