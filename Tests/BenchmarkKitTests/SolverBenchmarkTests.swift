import BenchmarkKit
import Testing

@Suite struct SolverBenchmarkTests {
    @Test func exactIsTheOptimumAndNobodyBeatsIt() throws {
        let benchmark = try SolverBenchmark(sizes: [1, 8], problems: 3)
        #expect(benchmark.entries.count == 2 * SolverBenchmark.solvers.count)
        for entry in benchmark.entries {
            #expect(entry.meanGapPercent >= 0 && entry.meanGapPercent <= 100, "\(entry)")
            if entry.solver == "exact" { #expect(entry.largestGapPercent < 1e-9, "\(entry)") }
        }
    }

    @Test func theProblemsAreReproducible() throws {
        let (a, b) = (try SolverBenchmark(sizes: [6], problems: 2), try SolverBenchmark(sizes: [6], problems: 2))
        #expect(a.entries.map(\.meanGapPercent) == b.entries.map(\.meanGapPercent))
    }
}
