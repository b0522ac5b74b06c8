import BenchmarkKit

/// The numbers of a selection benchmark.
public struct SelectionBenchmarkTable: Sendable {
    public let table: TextTable

    public init(_ benchmark: SelectionBenchmark) {
        var table = TextTable([
            .init("sites"), .init("all products, s"), .init("changed, s"), .init("utility, s"), .init("solver, s"),
            .init("selected"), .init("peak, MB"),
        ])
        for entry in benchmark.entries {
            table.append([
                "\(entry.sites)", entry.allProductsSeconds.formatted(decimals: 3),
                entry.changedProductsSeconds.formatted(decimals: 3), entry.utilitySeconds.formatted(decimals: 3),
                entry.solverSeconds.formatted(decimals: 3), entry.meanSelected.formatted(decimals: 0),
                entry.peakMegabytes.formatted(decimals: 0),
            ])
        }
        self.table = table
    }
}
