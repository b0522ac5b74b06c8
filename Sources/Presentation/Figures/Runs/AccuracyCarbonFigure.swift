import Analysis
import RunStore

/// Test accuracy against the grams spent, each method up to the mean of what its runs spent.
public struct AccuracyCarbonFigure: ExperimentFigure {
    public static let kind = "accuracy-carbon"
    public static let abstract = "test accuracy against cumulative grams"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        let shown = ShownMethods(record)
        let styles = MethodStyle.styles(of: record)
        var curves = BandedCurves(x: "cumulative_g", y: "accuracy_percent", spread: sheet.spread)
        let totals = record.methods.flatMap(\.completed).compactMap { $0.summary?.totalGrams }
        let step = (totals.max() ?? 0) / 80
        guard step > 0 else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no run of \(record.path) spent a gram")
        }
        for method in record.methods {
            let runs = method.completed
            guard let style = styles[method.name], !runs.isEmpty else { continue }
            let spent = runs.compactMap { $0.summary?.totalGrams }.reduce(0, +) / Double(runs.count)
            let grid = Array(stride(from: step, to: spent, by: step)) + [spent]
            curves.append(
                method.title, style: style, isContext: shown.isContext(method.name),
                points: grid.map { grams in (grams, runs.map { run in run.accuracy(atGrams: grams).map { $0 * 100 } }) }
            )
        }
        let budget = commonBudget(record)
        return Figure(
            sheet,
            caption:
                "\(record.accuracyName.capitalizedFirst) against cumulative grams of CO2 equivalent in \(record.name)"
                + (budget == nil ? "" : "; the dashed line is the budget (mean over seeds)")
                + ". Lines: mean over \(seedCount([record])), up to what the runs spent\(sheet.spread.note)."
                + curves.finding(" %") + shown.note,
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers(curves.places + [budget ?? 0], from: 0, headroom: 0.02),
                xTitle: "cumulative carbon, gCO₂eq", y: .numbers(curves.bounds), yTitle: "\(record.accuracyName), %",
                settings: budget.map { verticalLine(at: $0) } ?? ""))
    }
}
