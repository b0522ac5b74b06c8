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
                let mark = metric == comparison.metric ? Self.mark(method) : ""
                let interval = showsInterval && metric == comparison.metric ? Self.interval(metric, method) : ""
                cells.append(Self.cell(metric, method) + interval + mark)
            }
            cells.append(Self.budgetCell(method, BudgetText(comparison)))
            cells.append(method.statistics[.meanSelected].map { $0.mean.formatted(decimals: 1) } ?? "–")
            if baseline != nil { cells += Self.versusCells(method, metric: comparison.metric) }
            table.append(cells)
        }
        self.table = table
        notes = Self.notes(comparison)
    }

    /// Accuracy over the last tenth, final accuracy, probe carbon, the certificate's gap where there is one, and the
    /// metric if it is none of them.
    private static func columns(for comparison: ExperimentComparison) -> [RunMetric] {
        let gap = RunMetric.certificateGapPercent
        let usual: [RunMetric] =
            [.meanAccuracyLastTenth, .finalAccuracy, .probeGrams]
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

    /// `*` for a method that is ahead of all others, `=` for one that is level with the best.
    private static func mark(_ method: ExperimentComparison.ComparedMethod) -> String {
        switch method.standing {
        case .ahead: " *"
        case .level: " ="
        case .behind, nil: ""
        }
    }

    private static func budgetCell(_ method: ExperimentComparison.ComparedMethod, _ text: BudgetText) -> String {
        guard let spent = method.statistics[.totalGrams], let budget = method.statistics[.budgetGrams] else {
            return "–"
        }
        let part = method.spentShare.map { $0 < ExperimentComparison.leastSpentShare ? ", \(percent($0))" : "" } ?? ""
        return "\(text.grams(spent.mean)) of \(text.grams(budget.mean))\(part)"
    }

    private static func percent(_ share: Double) -> String { "\((share * 100).formatted(decimals: 0)) %" }

    private static func versusCells(_ method: ExperimentComparison.ComparedMethod, metric: RunMetric) -> [String] {
        guard let versus = method.versusBaseline else { return ["–", "–"] }
        func signed(_ value: Double) -> String {
            let text = (value * metric.unit.displayScale).formatted(decimals: 2)
            return text.hasPrefix("-") ? "−" + text.dropFirst() : "+" + text
        }
        let difference = versus.difference
        let interval = difference.interval.map { " [\(signed($0.lower)), \(signed($0.upper))]" } ?? ""
        let standing = method.standingToBaseline.map { " \($0.rawValue)" } ?? ""
        return [signed(difference.mean) + interval + standing, "\(versus.wins)/\(versus.ties)/\(versus.losses)"]
    }

    private static func notes(_ comparison: ExperimentComparison) -> [String] {
        var notes = ["mean ± standard deviation over seeds"]
        if comparison.methods.contains(where: \.isOffline) {
            notes.append("offline: knows the carbon or the gradients of later rounds, and is not ranked")
        }
        notes += ranking(comparison)
        let counts = comparison.methods.filter { !$0.seeds.isEmpty }
        if let most = counts.map(\.seeds.count).max(), counts.contains(where: { $0.seeds.count < most }) {
            let fewer = counts.filter { $0.seeds.count < most }.map { "\($0.title) \($0.seeds.count)" }
            notes.append("of \(most) seeds only: \(fewer.joined(separator: ", "))")
        }
        let thrifty = comparison.methods.filter { $0.spentShare ?? 1 < ExperimentComparison.leastSpentShare }
        if !thrifty.isEmpty {
            notes.append(
                "spent less than \(percent(ExperimentComparison.leastSpentShare)) of the budget: "
                    + thrifty.map(\.title).joined(separator: ", "))
        }
        if let budget = BudgetText(comparison).spread { notes.append(budget) }
        if comparison.methods.contains(where: { $0.statistics[.certificateGapPercent] != nil }) {
            notes.append(
                "gap to bound: how far the run's own utility is below the best that any sets could have reached on the gradients "
                    + "that it recorded, within its budget; not comparable between utilities")
        }
        if !comparison.intensityMarks.isEmpty {
            let shares = comparison.intensityMarks.sorted { $0.key < $1.key }.map { mark, share in
                "\((100 * share).formatted(decimals: 1)) % \(mark)"
            }
            notes.append("of the carbon intensities of the sites' rounds \(shares.joined(separator: ", "))")
        }
        return notes + comparison.leftOut.map { "left out: \($0)" }
    }

    /// What the marks mean, or why there are none.
    private static func ranking(_ comparison: ExperimentComparison) -> [String] {
        guard comparison.differingKeys.isEmpty else {
            return [
                "rows are of different configurations and are not ranked: they differ in "
                    + comparison.differingKeys.joined(separator: ", ")
            ]
        }
        guard comparison.best != nil || comparison.methods.contains(where: { $0.standingToBaseline != nil }) else {
            return []
        }
        let fewest = comparison.methods.map(\.seeds.count).filter { $0 > 0 }.min() ?? 0
        guard fewest >= PairedComparison.fewestPairs else {
            return ["fewer than \(PairedComparison.fewestPairs) seeds: all differences count as level"]
        }
        let test = "paired t tests over seeds at 5 %, with Holm's correction over the rivals"
        let meaning = "* ahead of every other method, = level with the best"
        return ["\(comparison.metric.title): \(comparison.best == nil ? "" : meaning + "; ")\(test)"]
    }

    /// The table and its notes, for a terminal.
    public func rendered(on terminal: Terminal) -> String {
        table.rendered(on: terminal) + notes.map { TerminalStyle.dim($0, on: terminal) + "\n" }.joined()
    }

    /// The table and its notes, for a README.
    public var markdown: String { table.markdown + "\n" + notes.joined(separator: "; ") + ".\n" }
}
