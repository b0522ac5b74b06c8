import RunStore

/// The virtual queue per round, of the methods that have one.
public struct QueueFigure: ExperimentFigure {
    public static let kind = "queue"
    public static let abstract = "virtual queue per round"

    public init() {}

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
        let methods = record.methods.filter { $0.completed.contains { $0.rounds.contains { $0.queue > 0 } } }
        guard !methods.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no method of \(record.path) has a queue")
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
                + "bands: one standard error.",
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
}
