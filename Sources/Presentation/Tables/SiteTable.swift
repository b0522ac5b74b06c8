import RunStore

/// What each site did under a method, as means over its completed runs.
public struct SiteTable: Sendable {
    public let table: TextTable

    /// - Throws: `DocumentError` when a `sites.csv` does not parse.
    public init(_ method: ExperimentRecord.MethodRuns) throws {
        struct Sum {
            var (rows, trained, samples) = (0, 0, 0)
            var (intensity, compute, probe, network) = (0.0, 0.0, 0.0, 0.0)
        }
        var order: [String] = []
        var sums: [String: Sum] = [:]
        for run in method.completed {
            for row in try run.siteRows() {
                if sums[row.site] == nil { order.append(row.site) }
                var sum = sums[row.site] ?? Sum()
                sum.rows += 1
                sum.trained += row.selected ? 1 : 0
                sum.samples += row.samples
                sum.intensity += row.intensityGramsPerKWh
                sum.compute += row.computeGrams
                sum.probe += row.probeGrams
                sum.network += row.networkGrams
                sums[row.site] = sum
            }
        }
        let runs = Double(max(1, method.completed.count))
        let total = sums.values.reduce(0) { $0 + $1.compute + $1.probe + $1.network }
        var table = TextTable([
            .init("site", .left), .init("mean g/kWh"), .init("trains in % of rounds"), .init("samples"), .init("g"),
            .init("% of all g"), .init("probe g"), .init("network g"),
        ])
        for site in order {
            guard let sum = sums[site] else { continue }
            let grams = sum.compute + sum.probe + sum.network
            table.append([
                site, (sum.intensity / Double(sum.rows)).formatted(decimals: 0),
                (100 * Double(sum.trained) / Double(sum.rows)).formatted(decimals: 1),
                (Double(sum.samples) / runs).formatted(decimals: 0), (grams / runs).formatted(decimals: 3),
                total > 0 ? (100 * grams / total).formatted(decimals: 1) : "–",
                (sum.probe / runs).formatted(decimals: 4), (sum.network / runs).formatted(decimals: 4),
            ])
        }
        self.table = table
    }
}
