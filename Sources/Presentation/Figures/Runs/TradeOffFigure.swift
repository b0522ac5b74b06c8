import RunStore

/// Accuracy, grams and final queue against the penalty weight V, each over the same logarithmic axis.
public struct TradeOffFigure: ExperimentFigure {
    public static let kind = "trade-off"
    public static let abstract = "accuracy, grams and queue against the penalty weight V"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        guard let sweep = PenaltySweep(record.methods) else {
            throw FigureError.nothingToShow(
                figure: Self.kind,
                reason: "no two methods of \(record.path) differ in policy.penaltyWeight above 0 and in nothing else")
        }
        let quantities: [(title: String, label: String, value: (RunSummary) -> Double?)] = [
            ("accuracy", "\(record.accuracyName), %", { $0.meanAccuracyLastTenth.map { $0 * 100 } }),
            ("grams", "spent, % of budget", { $0.budgetGrams > 0 ? $0.totalGrams / $0.budgetGrams * 100 : nil }),
            ("queue", "final queue", { $0.finalQueue }),
        ]
        let panels = quantities.map { quantity in
            var curve = BandedCurves(x: "V", y: "mean", spread: sheet.spread)
            curve.append(
                quantity.title, style: MethodStyle.slot(0),
                points: sweep.entries.compactMap { weight, method in
                    let values = method.completed.compactMap { $0.summary.flatMap(quantity.value) }
                    return values.isEmpty ? nil : (weight, values)
                })
            return (quantity, curve)
        }.filter { !$0.1.blocks.isEmpty }
        let stack = PanelStack(
            width: sheet.width, legend: FigureLegend([], width: sheet.width),
            x: .settings(sweep.entries.map(\.weight)), xTitle: "penalty weight V",
            panels: panels.enumerated().map { index, panel in
                let (quantity, curve) = panel
                let isGrams = quantity.title == "grams"
                return .init(
                    axis: .numbers(
                        curve.bounds + (isGrams ? [100] : []), from: quantity.title == "queue" ? 0 : nil),
                    title: quantity.label, height: 2.2,
                    plot: """
                        \(isGrams ? horizontalLine(at: 100) : "")
                        \(plotCommand(curve.elements(firstBlock: index)))
                        """)
            })
        return Figure(
            sheet,
            caption:
                "What the penalty weight V does in \(record.name): mean accuracy over the last tenth of the rounds, grams "
                + "spent in percent of the budget (dashed: all of it), and the final virtual queue in allowances. Mean over "
                + "\(seedCount([record]))\(sheet.spread.note).",
            blocks: panels.flatMap { $0.1.blocks }, stack: stack)
    }
}
