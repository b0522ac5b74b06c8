import RunStore

/// Cumulative grams per round under the straight line along which the budget would be spent evenly.
public struct CumulativeCarbonFigure: ExperimentFigure {
    public static let kind = "cumulative-carbon"
    public static let abstract = "cumulative grams against the budget line"

    public init() {}

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
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
                + "Mean over \(seedCount([record])); bands: one standard error.\(shown.note)",
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
}
