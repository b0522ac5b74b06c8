import BenchmarkKit
import Reproducibility
import SiteSelection
import Testing

@Suite struct SolverBenchmarkTests {
    /// Gaps are to the optimum by enumeration, not to the best that was found.
    @Test func gapsAreToTheOptimum() throws {
        for size in [1, 8] {
            let benchmark = try SolverBenchmark(sizes: [size], problems: 3)
            var gaps: [String: [Double]] = [:]
            for problem in 0..<3 {
                let objective = try SolverBenchmark.objective(sites: size, seed: 1, problem: problem)
                let sets = (0..<(1 << size)).map { mask in (0..<size).filter { mask >> $0 & 1 == 1 } }
                let optimum = sets.map { objective.value(of: $0) }.max() ?? 0
                guard optimum > 0 else { continue }
                for (index, entry) in SolverBenchmark.solvers.enumerated() {
                    var rng = RandomStream(seed: 1, "solver", index, size, problem)
                    let found = try maximize(objective, with: entry.solver, using: &rng).selected
                    gaps[entry.name, default: []].append((optimum - objective.value(of: found)) / optimum * 100)
                }
            }
            #expect(benchmark.entries.count == SolverBenchmark.solvers.count)
            for entry in benchmark.entries {
                let expected = try #require(gaps[entry.solver])
                #expect(expected.allSatisfy { $0 > -1e-9 })
                #expect(abs(entry.meanGapPercent - expected.reduce(0, +) / Double(expected.count)) < 1e-7, "\(entry)")
                if entry.solver == "exact" { #expect(expected.allSatisfy { $0 < 1e-9 }) }
            }
        }
    }

    @Test func theProblemsAreReproducible() throws {
        let (a, b) = (try SolverBenchmark(sizes: [6], problems: 2), try SolverBenchmark(sizes: [6], problems: 2))
        #expect(a.entries.map(\.meanGapPercent) == b.entries.map(\.meanGapPercent))
    }
}
