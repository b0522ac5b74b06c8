import Analysis
import Experiments
import FederatedEngine
import Learning
import RunStore

/// Test accuracy per round, a band of the 95 % interval around the mean over seeds.
func accuracyRoundsFigure(_ record: ExperimentRecord, name: String) throws -> Figure {
    let shown = ShownMethods(record)
    let styles = MethodStyle.styles(of: record)
    var curves = BandedCurves(x: "round", y: "accuracy_percent")
    for method in record.methods {
        guard let style = styles[method.name] else { continue }
        curves.append(
            method.title, style: style, isContext: shown.isContext(method.name),
            points: perRound(method) { $0.testAccuracy.map { $0 * 100 } })
    }
    guard !curves.blocks.isEmpty else {
        throw FigureError.nothingToShow(
            figure: "accuracy-rounds", reason: "no round was evaluated in every run of a method")
    }
    let legend = FigureLegend(curves.titles)
    return Figure(
        name: name,
        caption: "Test accuracy per round in \(record.name). Lines: mean over \(seedCount([record])); "
            + "bands: 95 % bootstrap interval.\(shown.note)",
        heightCentimetres: legend.heightCentimetres, blocks: curves.blocks,
        commands: """
            \(legend.commands)
            set xlabel "round"
            set ylabel "test accuracy, %"
            set xrange [0:]
            \(plotCommand(curves.elements))
            """)
}

/// Test accuracy against the grams spent, each method up to the mean of what its runs spent.
func accuracyCarbonFigure(_ record: ExperimentRecord, name: String) throws -> Figure {
    let shown = ShownMethods(record)
    let styles = MethodStyle.styles(of: record)
    var curves = BandedCurves(x: "cumulative_g", y: "accuracy_percent")
    let totals = record.methods.flatMap(\.completed).compactMap { $0.summary?.totalGrams }
    let step = (totals.max() ?? 0) / 80
    guard step > 0 else {
        throw FigureError.nothingToShow(figure: "accuracy-carbon", reason: "no run of \(record.path) spent a gram")
    }
    for method in record.methods {
        let runs = method.completed
        guard let style = styles[method.name], !runs.isEmpty else { continue }
        let spent = runs.compactMap { $0.summary?.totalGrams }.reduce(0, +) / Double(runs.count)
        let grid = Array(stride(from: step, to: spent, by: step)) + [spent]
        curves.append(
            method.title, style: style, isContext: shown.isContext(method.name),
            points: grid.map { grams in (grams, runs.map { run in run.accuracy(atGrams: grams).map { $0 * 100 } }) })
    }
    let budget = commonBudget(record)
    let legend = FigureLegend(curves.titles)
    return Figure(
        name: name,
        caption: "Test accuracy against cumulative grams of CO2 equivalent in \(record.name)"
            + (budget == nil ? "" : "; the dashed line is the budget (mean over seeds)")
            + ". Lines: mean over \(seedCount([record])), up to what the runs spent; bands: 95 % bootstrap interval."
            + shown.note,
        heightCentimetres: legend.heightCentimetres, blocks: curves.blocks,
        commands: """
            \(legend.commands)
            set xlabel "cumulative carbon, gCO₂eq"
            set ylabel "test accuracy, %"
            set xrange [0:\(step * 82)]
            \(budget.map { "set arrow from first \($0), graph 0 to first \($0), graph 1 nohead dashtype 2 linewidth 0.8 linecolor rgb \"#555555\"" } ?? "")
            \(plotCommand(curves.elements))
            """)
}

/// Cumulative grams per round under the straight line along which the budget would be spent evenly.
func cumulativeCarbonFigure(_ record: ExperimentRecord, name: String) throws -> Figure {
    let shown = ShownMethods(record)
    let styles = MethodStyle.styles(of: record)
    var curves = BandedCurves(x: "round", y: "cumulative_g")
    for method in record.methods {
        guard let style = styles[method.name] else { continue }
        curves.append(
            method.title, style: style, isContext: shown.isContext(method.name),
            points: perRound(method) { $0.cumulativeGrams })
    }
    let rounds = record.methods.flatMap(\.completed).map(\.rounds.count).max() ?? 0
    var (line, note) = ([String](), "")
    if let budget = commonBudget(record), rounds > 0 {
        line = [
            "\(budget) * x / \(rounds) with lines dashtype 2 linewidth 1.2 linecolor rgb \"#555555\" title \"even spending\""
        ]
        note = "; the dashed line is the budget spent evenly, \(budget.formatted(decimals: 2)) g in the end"
    }
    let legend = FigureLegend(curves.titles + (line.isEmpty ? [] : ["even spending"]))
    return Figure(
        name: name,
        caption: "Cumulative grams of CO2 equivalent per round in \(record.name)\(note). "
            + "Mean over \(seedCount([record])); bands: 95 % bootstrap interval.\(shown.note)",
        heightCentimetres: legend.heightCentimetres, blocks: curves.blocks,
        commands: """
            \(legend.commands)
            set xlabel "round"
            set ylabel "cumulative carbon, gCO₂eq"
            set xrange [0:\(rounds)]
            set yrange [0:]
            \(plotCommand(curves.elements + line))
            """)
}

/// The virtual queue per round, of the methods that have one.
func queueFigure(_ record: ExperimentRecord, name: String) throws -> Figure {
    let methods = record.methods.filter { $0.completed.contains { $0.rounds.contains { $0.queue > 0 } } }
    guard !methods.isEmpty else {
        throw FigureError.nothingToShow(figure: "queue", reason: "no method of \(record.path) has a queue")
    }
    var curves = BandedCurves(x: "round", y: "queue")
    if let sweep = PenaltySweep(methods), sweep.entries.count == methods.count {
        for (entry, style) in zip(sweep.entries, MethodStyle.ordinal(methods.count)) {
            curves.append(
                "V = \(shortNumber(entry.weight))", style: style, points: perRound(entry.method) { $0.queue })
        }
    } else {
        let styles = MethodStyle.styles(of: record)
        for method in methods {
            guard let style = styles[method.name] else { continue }
            curves.append(method.title, style: style, points: perRound(method) { $0.queue })
        }
    }
    let legend = FigureLegend(curves.titles)
    return Figure(
        name: name,
        caption: "Virtual queue per round in \(record.name), in allowances H/T. Mean over \(seedCount([record])); "
            + "bands: 95 % bootstrap interval.",
        heightCentimetres: legend.heightCentimetres, blocks: curves.blocks,
        commands: """
            \(legend.commands)
            set xlabel "round"
            set ylabel "virtual queue, allowances"
            set xrange [0:]
            set yrange [0:]
            \(plotCommand(curves.elements))
            """)
}

/// The values of the completed runs round by round; a run that is shorter than another has none at the end.
private func perRound(
    _ method: ExperimentRecord.Method, _ value: (RoundRow) -> Double?
) -> [(x: Double, values: [Double?])] {
    let runs = method.completed.map(\.rounds)
    let longest = runs.map(\.count).max() ?? 0
    return (0..<longest).map { round in
        let values = runs.map { rows in round < rows.count ? value(rows[round]) : nil }
        return (Double(round + 1), values)
    }
}

/// Mean over seeds of the budget that all methods share at a seed (its partition decides what full participation emits);
/// nil if methods have budgets of their own.
private func commonBudget(_ record: ExperimentRecord) -> Double? {
    var budgets: [UInt64: Double] = [:]
    for run in record.methods.flatMap(\.completed) {
        guard let budget = run.summary?.budgetGrams, budget > 0 else { return nil }
        let known = budgets[run.manifest.seed] ?? budget
        guard abs(known - budget) <= 1e-9 * known else { return nil }
        budgets[run.manifest.seed] = known
    }
    guard !budgets.isEmpty else { return nil }
    return budgets.values.sorted().reduce(0, +) / Double(budgets.count)
}

/// Without a needless fraction: 1, 0.3, 100.
func shortNumber(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : value.description
}
