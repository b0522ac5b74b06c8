import Analysis
import RunStore

/// The table of an experiment's methods over seeds, as `cafe compare` and the report show it.
public struct ComparisonTable: Sendable {
    public let table: TextTable
    /// What the marks mean and what was left out; one sentence each.
    public let notes: [String]

    /// - Parameter showsInterval: whether the metric's cells end with its 95 % interval.
    public init(_ comparison: ExperimentComparison, showsInterval: Bool = false) {
        let baseline = comparison.methods.lazy.compactMap { $0.versusBaseline?.baseline }.first
        let columns = Self.columns(for: comparison)
        var headers: [TextTable.Column] = [.init("method", .left), .init("seeds")]
        headers += columns.map { .init($0.title) }
        headers.append(.init("g of budget"))
        headers.append(.init("sites/round"))
        if let baseline { headers += [.init("vs \(baseline) [95 %]"), .init("W/T/L")] }
        var table = TextTable(headers)
        for method in comparison.methods {
            var cells = [method.title, method.seeds.count.description]
            for metric in columns {
                let mark = metric == comparison.metric && comparison.supportedBest == method.name ? " *" : ""
                let interval = showsInterval && metric == comparison.metric ? Self.interval(metric, method) : ""
                cells.append(Self.cell(metric, method) + interval + mark)
            }
            cells.append(Self.budgetCell(method))
            cells.append(method.statistics[.meanSelected].map { $0.mean.formatted(decimals: 1) } ?? "–")
            if baseline != nil { cells += Self.versusCells(method, metric: comparison.metric) }
            table.append(cells)
        }
        self.table = table
        notes = Self.notes(comparison)
    }

    /// Final accuracy, accuracy over the last tenth, probe carbon, the certificate's gap where there is one, and the
    /// metric if it is none of them.
    private static func columns(for comparison: ExperimentComparison) -> [RunMetric] {
        let gap = RunMetric.certificateGapPercent
        let usual: [RunMetric] =
            [.finalAccuracy, .meanAccuracyLastTenth, .probeGrams]
            + (comparison.methods.contains { $0.statistics[gap] != nil } ? [gap] : [])
        return usual.contains(comparison.metric) ? usual : [comparison.metric] + usual
    }

    /// Mean ± standard deviation; "k of n" where only some runs have a value, since a mean over those would flatter.
    static func cell(_ metric: RunMetric, _ method: ExperimentComparison.ComparedMethod) -> String {
        guard let statistics = method.statistics[metric] else {
            if metric.absenceIsLoss, !method.seeds.isEmpty { return "never" }
            return "–"
        }
        guard statistics.count == method.seeds.count else { return "in \(statistics.count) of \(method.seeds.count)" }
        let mean = (statistics.mean * metric.unit.displayScale).formatted(decimals: 2)
        guard let deviation = statistics.standardDeviation else { return mean }
        return "\(mean) ± \((deviation * metric.unit.displayScale).formatted(decimals: 2))"
    }

    private static func interval(_ metric: RunMetric, _ method: ExperimentComparison.ComparedMethod) -> String {
        guard let interval = method.statistics[metric]?.interval else { return "" }
        let (lower, upper) = (interval.lower * metric.unit.displayScale, interval.upper * metric.unit.displayScale)
        return " [\(lower.formatted(decimals: 2)), \(upper.formatted(decimals: 2))]"
    }

    private static func budgetCell(_ method: ExperimentComparison.ComparedMethod) -> String {
        guard let spent = method.statistics[.totalGrams], let budget = method.statistics[.budgetGrams]
        else { return "–" }
        let decimals = budget.mean < 10 ? 3 : budget.mean < 1000 ? 1 : 0
        return "\(spent.mean.formatted(decimals: decimals)) of \(budget.mean.formatted(decimals: decimals))"
    }

    private static func versusCells(_ method: ExperimentComparison.ComparedMethod, metric: RunMetric) -> [String] {
        guard let versus = method.versusBaseline else { return ["–", "–"] }
        func signed(_ value: Double) -> String {
            let text = (value * metric.unit.displayScale).formatted(decimals: 2)
            return text.hasPrefix("-") ? "−" + text.dropFirst() : "+" + text
        }
        let difference = versus.difference
        let interval = difference.interval.map { " [\(signed($0.lower)), \(signed($0.upper))]" } ?? ""
        let mark = versus.isSupported ? " *" : ""
        return [signed(difference.mean) + interval + mark, "\(versus.wins)/\(versus.ties)/\(versus.losses)"]
    }

    private static func notes(_ comparison: ExperimentComparison) -> [String] {
        var notes = ["mean ± standard deviation over seeds"]
        if comparison.methods.contains(where: \.isOffline) {
            notes.append("offline: knows the carbon or the gradients of later rounds, and is not ranked")
        }
        let fewest = comparison.methods.map(\.seeds.count).min() ?? 0
        if comparison.supportedBest != nil
            || comparison.methods.contains(where: { $0.versusBaseline?.isSupported == true })
        {
            notes.append("* the 95 % bootstrap interval of the paired difference excludes 0")
        } else if fewest < PairedComparison.pairsForSupport {
            notes.append("fewer than \(PairedComparison.pairsForSupport) seeds: no difference is marked")
        } else {
            notes.append("no method is marked best: an interval of the paired differences includes 0")
        }
        if comparison.methods.contains(where: { $0.statistics[.certificateGapPercent] != nil }) {
            notes.append(
                "gap to bound: how far the run's own utility is below the best that any sets could have reached on the gradients "
                    + "that it recorded, within its budget; not comparable between utilities")
        }
        return notes + comparison.leftOut.map { "left out: \($0)" }
    }

    /// The table and its notes, for a terminal.
    public func rendered(on terminal: Terminal) -> String {
        table.rendered(on: terminal) + notes.map { TerminalStyle.dim($0, on: terminal) + "\n" }.joined()
    }

    /// The table and its notes, for a README.
    public var markdown: String { table.markdown + "\n" + notes.joined(separator: "; ") + ".\n" }
}
