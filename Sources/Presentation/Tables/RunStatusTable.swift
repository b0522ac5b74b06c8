import RunStore

/// The status of each run of some experiments.
public struct RunStatusTable: Sendable {
    public let table: TextTable
    /// Whether a process works on any of the runs.
    public let isRunning: Bool
    /// Of each row.
    private let statuses: [RunStatus]

    public init(_ records: [ExperimentRecord]) {
        let isOne = records.count == 1
        var table = TextTable([
            .init("method", .left), .init("seed"), .init("status", .left), .init("rounds", isOptional: true),
            .init("accuracy, %", isOptional: true), .init("g of budget", isOptional: true),
            .init("queue", isOptional: true),
        ])
        for record in records {
            for run in record.methods.flatMap(\.runs) {
                let last = run.rounds.last
                let planned = run.configuration.rounds.map { "/\($0)" } ?? ""
                table.append([
                    isOne ? run.manifest.method : "\(record.name)/\(run.manifest.method)", "\(run.manifest.seed)",
                    run.status.rawValue,
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
        statuses = records.flatMap { $0.methods.flatMap { $0.runs.map(\.status) } }
        isRunning = statuses.contains(.running)
    }

    /// For a terminal that is drawn over: where the runs are more than its lines, the finished ones give way, the oldest
    /// first, and a line says what is left out. Piped, the whole table.
    public func rendered(on terminal: Terminal) -> String {
        guard terminal.isInteractive else { return table.rendered(on: terminal) }
        // Header, its rule, the line about the rest, and the line below of the cursor.
        var room = max(1, terminal.height - 4)
        while true {
            let text = window(of: room, on: terminal)
            // Long names take two lines.
            guard room > 1, text.count(where: \.isNewline) > max(4, terminal.height - 1) else { return text }
            room -= 1
        }
    }

    private func window(of room: Int, on terminal: Terminal) -> String {
        var shown = Array(table.rows.indices)
        while shown.count > room {
            shown.remove(at: shown.firstIndex { statuses[$0] == .completed } ?? 0)
        }
        var window = TextTable(table.columns)
        for row in shown { window.append(table.rows[row]) }
        var counts: [String: Int] = [:]
        for row in table.rows.indices where !shown.contains(row) { counts[statuses[row].rawValue, default: 0] += 1 }
        let rest = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return window.rendered(on: terminal, namesLeftOut: false)
            + (rest.isEmpty ? "" : TerminalStyle.dim("and \(rest)", on: terminal) + "\n")
    }
}
