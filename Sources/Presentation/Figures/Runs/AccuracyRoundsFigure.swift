import RunStore

/// Test accuracy per round, a band of the 95 % interval around the mean over seeds.
public struct AccuracyRoundsFigure: ExperimentFigure {
    public static let kind = "accuracy-rounds"
    public static let abstract = "test accuracy per round"

    public init() {}

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
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
                figure: Self.kind, reason: "no round was evaluated in every run of a method")
        }
        let legend = FigureLegend(curves.titles)
        return Figure(
            name: name,
            caption:
                "\(record.accuracyName.capitalizedFirst) per round in \(record.name). Lines: mean over \(seedCount([record])); "
                + "bands: one standard error.\(shown.note)",
            heightCentimetres: legend.heightCentimetres, blocks: curves.blocks,
            commands: """
                \(legend.commands)
                set xlabel "round"
                set ylabel "\(record.accuracyName), %"
                set xrange [0:]
                \(plotCommand(curves.elements))
                """)
    }
}
