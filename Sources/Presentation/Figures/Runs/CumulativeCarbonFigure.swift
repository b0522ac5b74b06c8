import RunStore

/// Cumulative grams per round under the straight line along which the budget would be spent evenly.
public struct CumulativeCarbonFigure: ExperimentFigure {
    public static let kind = "cumulative-carbon"
    public static let abstract = "cumulative grams against the budget line"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        let shown = ShownMethods(record)
        let styles = MethodStyle.styles(of: record)
        var curves = BandedCurves(x: "round", y: "cumulative_g", spread: sheet.spread)
        for method in record.methods {
            guard let style = styles[method.name] else { continue }
            curves.append(
                method.title, style: style, isContext: shown.isContext(method.name),
                points: perRound(method) { $0.cumulativeGrams })
        }
        let rounds = record.methods.flatMap(\.completed).map(\.rounds.count).max() ?? 0
        var (line, note) = ([String](), "")
        let budget = rounds > 0 ? commonBudget(record) : nil
        if let budget {
            line = ["\(budget) * x / \(rounds) with lines dashtype 2 linewidth 1.2 linecolor rgb \"#555555\" notitle"]
            note = "; the dashed line is the budget spent evenly, \(budget.formatted(decimals: 2)) g in the end"
        }
        return Figure(
            sheet,
            caption: "Cumulative grams of CO2 equivalent per round in \(record.name)\(note). "
                + "Mean over \(seedCount([record]))\(sheet.spread.note).\(curves.finding(" g"))\(shown.note)",
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers([Double(rounds)], from: 0, headroom: 0), xTitle: "round",
                y: .numbers(curves.bounds + [budget ?? 0], from: 0), yTitle: "cumulative carbon, gCO₂eq",
                also: budget == nil ? [] : [.init("even spending", .line(color: "#555555", dashType: 2))],
                alsoPlotted: line))
    }
}
