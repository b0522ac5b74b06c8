import BenchmarkKit

/// The numbers of a selection benchmark, and by what power of N they grow from row to row.
public struct SelectionBenchmarkTable: Sendable {
    public let table: TextTable

    public init(_ benchmark: SelectionBenchmark) {
        var table = TextTable([
            .init("sites"), .init("index, s"), .init("power"), .init("selected"), .init("all products, s"),
            .init("changed, s"), .init("utility, s"), .init("solver, s"), .init("power"), .init("selected"),
            .init("peak, MB"),
        ])
        for (place, entry) in benchmark.entries.enumerated() {
            let growth = place > 0 ? benchmark.growth[place - 1] : nil
            func pairs(_ value: (SelectionBenchmark.Pairs) -> Double, decimals: Int) -> String {
                entry.pairs.map { value($0).formatted(decimals: decimals) } ?? ""
            }
            table.append([
                "\(entry.sites)", entry.indexSeconds.formatted(decimals: 4),
                growth?.index.formatted(decimals: 1) ?? "", entry.meanIndexed.formatted(decimals: 0),
                pairs(\.allProductsSeconds, decimals: 3), pairs(\.changedProductsSeconds, decimals: 3),
                pairs(\.utilitySeconds, decimals: 3), pairs(\.solverSeconds, decimals: 3),
                growth?.pairs?.formatted(decimals: 1) ?? "", pairs(\.meanSelected, decimals: 0),
                entry.peakMegabytes.formatted(decimals: 0),
            ])
        }
        self.table = table
    }
}
