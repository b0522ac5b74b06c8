import BenchmarkKit

/// The numbers of a solver benchmark.
public struct SolverBenchmarkTable: Sendable {
    public let table: TextTable

    public init(_ benchmark: SolverBenchmark) {
        var table = TextTable([
            .init("solver", .left), .init("sites"), .init("mean gap, %"), .init("largest gap, %"), .init("ms"),
        ])
        for entry in benchmark.entries {
            table.append([
                entry.solver, "\(entry.sites)", entry.meanGapPercent.formatted(decimals: 3),
                entry.largestGapPercent.formatted(decimals: 3), entry.meanMilliseconds.formatted(decimals: 3),
            ])
        }
        self.table = table
    }
}
