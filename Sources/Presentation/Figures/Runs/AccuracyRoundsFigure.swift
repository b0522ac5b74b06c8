import RunStore

/// Test accuracy per round, with its spread around the mean over seeds.
public struct AccuracyRoundsFigure: ExperimentFigure {
    public static let kind = "accuracy-rounds"
    public static let abstract = "test accuracy per round"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        let shown = ShownMethods(record)
        let styles = MethodStyle.styles(of: record)
        var curves = BandedCurves(x: "round", y: "accuracy_percent", spread: sheet.spread)
        for method in record.methods {
            guard let style = styles[method.name] else { continue }
            curves.append(
                method.title, style: style, isContext: shown.isContext(method.name),
                points: perRound(method) { $0.testAccuracy.map { $0 * 100 } })
        }
        return Figure(
            sheet,
            caption:
                "\(record.accuracyName.capitalizedFirst) per round in \(record.name). Lines: mean over \(seedCount([record]))"
                + "\(sheet.spread.note).\(curves.finding(" %"))\(shown.note)",
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers(curves.places, from: 0, headroom: 0.02), xTitle: "round",
                y: .numbers(curves.bounds), yTitle: "\(record.accuracyName), %"))
    }
}
