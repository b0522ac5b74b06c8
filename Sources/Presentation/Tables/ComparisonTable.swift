import Analysis
import RunStore

/// The table of an experiment's methods over seeds, as `cafe compare` and the report show it.
public struct ComparisonTable: Sendable {
    public let table: TextTable
    /// What the marks mean and what was left out; one sentence each.
    public let notes: [String]
    /// For a paper: the metric, grams and sites of each method as a `tabular` of booktabs, the notes as a comment.
    public let latex: String

    /// - Parameter showsInterval: whether the metric's cells end with its 95 % interval.
    public init(_ comparison: ExperimentComparison, showsInterval: Bool = false) {
        let baseline = comparison.methods.lazy.compactMap { $0.versusBaseline?.baseline }.first
        let columns = Self.columns(for: comparison)
        var headers: [TextTable.Column] = [.init("method", .left), .init(comparison.metric.title)]
        if let baseline { headers += [.init("vs \(baseline) [95 %]"), .init("W/T/L")] }
        headers += [.init("g of budget"), .init("sites/round"), .init("seeds")]
        headers += columns.map { .init($0.title, isOptional: true) }
        var table = TextTable(headers)
        for method in comparison.methods {
            let interval = showsInterval ? Self.interval(comparison.metric, method) : ""
            var cells = [method.title, Self.cell(comparison.metric, method) + interval + Self.mark(method.standing)]
            if baseline != nil { cells += Self.versusCells(method, metric: comparison.metric) }
            cells.append(Self.budgetCell(method, BudgetText(comparison)))
            cells.append(method.statistics[.meanSelected].map { $0.mean.formatted(decimals: 1) } ?? "–")
            cells.append(method.seeds.count.description)
            cells += columns.map { Self.cell($0, method) }
            table.append(cells)
        }
        self.table = table
        notes = Self.notes(comparison)
        latex = Self.latex(comparison)
    }

    /// Beside the metric: final accuracy, probe carbon, the certificate's gap where there is one.
    private static func columns(for comparison: ExperimentComparison) -> [RunMetric] {
        let gap = RunMetric.certificateGapPercent
        let usual: [RunMetric] =
            [.meanAccuracyLastTenth, .finalAccuracy, .probeGrams]
            + (comparison.methods.contains { $0.statistics[gap] != nil } ? [gap] : [])
        return usual.filter { $0 != comparison.metric }
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

    /// Mean ± standard deviation for LaTeX, the mean in bold for what is ahead of all others, with a star, and for what is
    /// level with the best.
    static func latexCell(_ metric: RunMetric, _ method: ExperimentComparison.ComparedMethod) -> String {
        let parts = cell(metric, method).split(separator: " ± ")
        guard Double(parts.first ?? "") != nil else {
            return cell(metric, method).latexEscaped.replacing("–", with: "--")
        }
        let mean =
            switch method.seeds.count < PairedComparison.fewestPairs ? nil : method.standing {
            case .ahead: "\\mathbf{\(parts[0])}^{*}"
            case .level: "\\mathbf{\(parts[0])}"
            case .behind, nil: String(parts[0])
            }
        return "$\(([mean] + parts.dropFirst().map(String.init)).joined(separator: " \\pm "))$"
    }

    private static func latex(_ comparison: ExperimentComparison) -> String {
        let text = BudgetText(comparison)
        var table = TextTable(
            [.init("Method", .left), .init(comparison.metric.title.capitalizedFirst.latexEscaped)]
                + [.init("gCO$_2$eq"), .init("Budget used, \\%"), .init("Sites/round")])
        for method in comparison.methods {
            let grams = method.statistics[.totalGrams].map { spent in
                "$\(text.grams(spent.mean))\(spent.standardDeviation.map { " \\pm \(text.grams($0))" } ?? "")$"
            }
            table.append([
                method.title.latexEscaped, latexCell(comparison.metric, method), grams ?? "--",
                method.spentShare.map { "$\(($0 * 100).formatted(decimals: 0))$" } ?? "--",
                method.statistics[.meanSelected].map { "$\($0.mean.formatted(decimals: 1))$" } ?? "--",
            ])
        }
        return latexComment([comparison.experiment] + notes(comparison)) + table.latex
    }

    /// What a caption has to say, for the author.
    static func latexComment(_ notes: [String]) -> String {
        (["needs \\usepackage{booktabs}; bold: ahead (with *) or level with the best"] + notes).map { "% \($0)\n" }
            .joined()
    }

    /// `*` for a method that is ahead of all others, `=` for one that is level with the best.
    static func mark(_ standing: Standing?) -> String {
        switch standing {
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
        let metric = comparison.metric == .meanAccuracyLastTenth ? "accuracy over the last tenth of the rounds, " : ""
        var notes = ["\(metric)mean ± standard deviation over seeds"]
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
        return [meaningOfMarks(fewestSeeds: fewest, isRanked: comparison.best != nil)]
    }

    /// What `*` and `=` say, and how it was found.
    static func meaningOfMarks(fewestSeeds: Int, isRanked: Bool) -> String {
        guard fewestSeeds >= PairedComparison.fewestPairs else {
            return
                "fewer than \(PairedComparison.fewestPairs) seeds: too few to tell chance from a difference, so all count as level"
        }
        let test = "paired t tests over seeds at 5 %, with Holm's correction over the rivals"
        guard isRanked else { return "ahead, behind: by more than chance; level: could be chance (\(test))" }
        return
            "* better than every other by more than chance; = the best, or so close that it could be chance (\(test))"
    }

    /// The table and its notes, for a terminal.
    public func rendered(on terminal: Terminal) -> String {
        table.rendered(on: terminal, notes: notes)
    }

    /// The table and its notes, for a README.
    public var markdown: String { table.markdown + "\n" + notes.joined(separator: "; ") + ".\n" }
}
