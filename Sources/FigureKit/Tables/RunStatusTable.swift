import ExperimentKit

/// Where each run of some experiments stands.
public struct RunStatusTable: Sendable {
    public let table: TextTable
    /// Whether a process works on any of the runs.
    public let isRunning: Bool

    public init(_ records: [ExperimentRecord]) {
        var table = TextTable([
            .init("experiment", .left), .init("method", .left), .init("seed"), .init("status", .left), .init("rounds"),
            .init("accuracy, %"), .init("g of budget"), .init("queue"),
        ])
        for record in records {
            for run in record.methods.flatMap(\.runs) {
                let last = run.rounds.last
                let planned = run.plannedRounds.map { "/\($0)" } ?? ""
                table.append([
                    record.name, run.manifest.method, "\(run.manifest.seed)", run.status.rawValue,
                    "\(run.rounds.count)\(planned)",
                    run.latestAccuracy.map { ($0 * 100).formatted(decimals: 1) } ?? "–",
                    last.map {
                        "\($0.cumulativeGrams.formatted(decimals: 2)) of \($0.budgetGrams.formatted(decimals: 2))"
                    } ?? "–",
                    last.map { $0.queue.formatted(decimals: 2) } ?? "–",
                ])
            }
        }
        self.table = table
        isRunning = records.contains { $0.methods.contains { $0.runs.contains { $0.status == .running } } }
    }
}
