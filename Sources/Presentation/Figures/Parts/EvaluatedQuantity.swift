import Analysis
import Foundation
import RunStore

/// What evaluations measure, as curves show it over rounds and grams.
struct EvaluatedQuantity {
    /// Such as "test accuracy".
    let name: String
    /// After numbers in a sentence.
    let unit: String
    /// In the figure's data.
    let column: String
    let measured: (RoundRow) -> Double?

    private var axisTitle: String { unit.isEmpty ? name : "\(name),\(unit)" }

    /// Accuracy in percent.
    static func accuracy(of record: ExperimentRecord) -> EvaluatedQuantity {
        EvaluatedQuantity(
            name: record.accuracyName, unit: " %", column: "accuracy_percent",
            measured: { $0.testAccuracy.map { $0 * 100 } })
    }

    /// Cross-entropy: of text in bits per token, else in nats.
    static func loss(of record: ExperimentRecord) -> EvaluatedQuantity {
        guard let tokens = record.methods.first?.runs.first?.configuration.textTokens else {
            return EvaluatedQuantity(
                name: "\(record.evaluationName) loss", unit: "", column: "loss", measured: \.testLoss)
        }
        let token = tokens == "bytes" ? "byte" : "character"
        return EvaluatedQuantity(
            name: "\(record.evaluationName) bits per \(token)", unit: "", column: "bits_per_\(token)",
            measured: { $0.testLoss.map { $0 / log(2) } })
    }

    /// Per round, with its spread around the mean over seeds.
    func overRounds(_ record: ExperimentRecord, on sheet: FigureSheet) -> Figure {
        let shown = ShownMethods(record)
        let styles = MethodStyle.styles(of: record)
        var curves = BandedCurves(x: "round", y: column, spread: sheet.spread)
        for method in record.methods {
            guard let style = styles[method.name] else { continue }
            curves.append(
                method.title, style: style, isContext: shown.isContext(method.name),
                points: perRound(method, measured))
        }
        return Figure(
            sheet,
            caption:
                "\(name.capitalizedFirst) per round in \(record.name). Lines: mean over \(seedCount([record]))"
                + "\(sheet.spread.note).\(curves.finding(unit))\(shown.note)",
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers(curves.places, from: 0, headroom: 0.02), xTitle: "round",
                y: .numbers(curves.bounds), yTitle: axisTitle))
    }

    /// Against the grams spent, each method up to the mean of what its runs spent.
    func overGrams(_ record: ExperimentRecord, on sheet: FigureSheet, figure: String) throws -> Figure {
        let shown = ShownMethods(record)
        let styles = MethodStyle.styles(of: record)
        var curves = BandedCurves(x: "cumulative_g", y: column, spread: sheet.spread)
        let totals = record.methods.flatMap(\.completed).compactMap { $0.summary?.totalGrams }
        let step = (totals.max() ?? 0) / 80
        guard step > 0 else {
            throw FigureError.nothingToShow(figure: figure, reason: "no run of \(record.path) spent a gram")
        }
        for method in record.methods {
            let runs = method.completed
            guard let style = styles[method.name], !runs.isEmpty else { continue }
            let spent = runs.compactMap { $0.summary?.totalGrams }.reduce(0, +) / Double(runs.count)
            let grid = Array(stride(from: step, to: spent, by: step)) + [spent]
            curves.append(
                method.title, style: style, isContext: shown.isContext(method.name),
                points: grid.map { grams in (grams, runs.map { run in run.value(atGrams: grams, of: measured) }) }
            )
        }
        let budget = commonBudget(record)
        return Figure(
            sheet,
            caption:
                "\(name.capitalizedFirst) against cumulative grams of CO2 equivalent in \(record.name)"
                + (budget == nil ? "" : "; the dashed line is the budget (mean over seeds)")
                + ". Lines: mean over \(seedCount([record])), up to what the runs spent\(sheet.spread.note)."
                + curves.finding(unit) + shown.note,
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers(curves.places + [budget ?? 0], from: 0, headroom: 0.02),
                xTitle: "cumulative carbon, gCO₂eq", y: .numbers(curves.bounds), yTitle: axisTitle,
                settings: budget.map { verticalLine(at: $0) } ?? ""))
    }
}
