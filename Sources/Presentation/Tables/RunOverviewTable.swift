import RunStore

/// A row for each experiment and method: how many seeds are done, how far the others are, and means over the seeds.
public struct RunOverviewTable: Sendable {
    public let table: TextTable

    public init(_ overview: RunOverview) {
        var table = TextTable([
            .init("experiment", .left), .init("method", .left), .init("seeds", .left), .init("rounds, %"),
            .init("accuracy, %"), .init("g of budget"),
        ])
        for entry in overview.entries {
            let counts = RunStatus.allCases.compactMap { status in
                let count = entry.runs.count { $0.status == status }
                return count > 0 ? "\(count) \(status.rawValue)" : nil
            }
            let planned = entry.runs.reduce(0) { $0 + ($1.rounds ?? $1.roundsDone) }
            let done = entry.runs.reduce(0) { $0 + $1.roundsDone }
            let budget = Self.mean(entry.runs.compactMap(\.budgetGrams))
            table.append([
                entry.experiment, entry.method, counts.joined(separator: ", "),
                // Rounded down: 100 % is all of them.
                planned > 0 ? "\(100 * done / planned)" : "–",
                Self.mean(entry.runs.compactMap(\.accuracy)).map { ($0 * 100).formatted(decimals: 1) } ?? "–",
                budget.map { budget in
                    let grams = Self.mean(entry.runs.map(\.grams)) ?? 0
                    return "\(grams.formatted(decimals: 2)) of \(budget.formatted(decimals: 2))"
                } ?? "–",
            ])
        }
        self.table = table
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
