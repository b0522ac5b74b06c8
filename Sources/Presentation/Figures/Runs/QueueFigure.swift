import RunStore

/// The virtual queue per round, of the methods that have one.
public struct QueueFigure: ExperimentFigure {
    public static let kind = "queue"
    public static let abstract = "virtual queue per round"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        let methods = record.methods.filter { $0.completed.contains { $0.rounds.contains { $0.queue > 0 } } }
        guard !methods.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no method of \(record.path) has a queue")
        }
        var curves = BandedCurves(x: "round", y: "queue", spread: sheet.spread)
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
        return Figure(
            sheet,
            caption: "Virtual queue per round in \(record.name), in allowances H/T. Mean over \(seedCount([record]))"
                + "\(sheet.spread.note).\(curves.finding(""))",
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .numbers(curves.places, from: 0, headroom: 0.02), xTitle: "round",
                y: .numbers(curves.bounds, from: 0), yTitle: "virtual queue, allowances"))
    }
}
