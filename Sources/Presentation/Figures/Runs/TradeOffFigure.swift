import RunStore

/// Accuracy, grams and final queue against the penalty weight V, each over the same logarithmic axis.
public struct TradeOffFigure: ExperimentFigure {
    public static let kind = "trade-off"
    public static let abstract = "accuracy, grams and queue against the penalty weight V"

    public init() {}

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
        guard let sweep = PenaltySweep(record.methods) else {
            throw FigureError.nothingToShow(
                figure: Self.kind,
                reason: "no two methods of \(record.path) differ in policy.penaltyWeight above 0 and in nothing else")
        }
        let panels: [(title: String, label: String, value: (RunSummary) -> Double?)] = [
            ("accuracy", "test acc., %", { $0.meanAccuracyLastTenth.map { $0 * 100 } }),
            ("grams", "spent, % of budget", { $0.budgetGrams > 0 ? $0.totalGrams / $0.budgetGrams * 100 : nil }),
            ("queue", "final queue", { $0.finalQueue }),
        ]
        let blocks = panels.map { panel in
            var block = DataBlock(panel.title, columns: ["V", "mean", "lower", "upper"])
            for (weight, method) in sweep.entries {
                guard let band = SeedBand(method.completed.compactMap { $0.summary.flatMap(panel.value) }) else {
                    continue
                }
                block.append([weight, band.mean, band.lower, band.upper])
            }
            return block
        }
        let style = MethodStyle.slot(0)
        let height = 9.0
        let plots = panels.enumerated().map { index, panel in
            let top = 0.97 - 0.295 * Double(index)
            let bounds = blocks[index].rows.flatMap { $0[2...].compactMap { Double($0) } }
            let low = panel.title == "queue" ? 0 : bounds.min() ?? 0
            let step = ticStep(max(1e-6, (bounds.max() ?? 1) - low) * 1.1, atMost: 5)
            return """
                set ytics \(step)
                set tmargin at screen \(top)
                set bmargin at screen \(top - 0.255)
                set ylabel \(panel.label.gnuplotQuoted)
                \(panel.title == "queue" ? "set yrange [0:*]" : "set yrange [*:*]")
                \(index == 2 ? "set format x \"%g\"\nset xlabel \"penalty weight V\"" : "set format x \"\"")
                \(panel.title == "grams" ? "set arrow 1 from graph 0, first 100 to graph 1, first 100 nohead dashtype 2 linewidth 0.8 linecolor rgb \"#555555\"" : "unset arrow 1")
                plot data index \(index) using 1:3:4 with filledcurves linecolor rgb "\(style.color)" notitle, \\
                    data index \(index) using 1:2 with linespoints linewidth 1.6 \(style.points) notitle
                """
        }
        return Figure(
            name: name,
            caption:
                "What the penalty weight V does in \(record.name): mean accuracy over the last tenth of the rounds, grams "
                + "spent in percent of the budget (dashed: all of it), and the final virtual queue in allowances. Mean over "
                + "\(seedCount([record])); bands: one standard error.",
            heightCentimetres: height, blocks: blocks,
            commands: """
                set multiplot
                set logscale x
                set lmargin at screen 0.17
                set rmargin at screen 0.96
                set offsets 0, 0, graph 0.08, 0
                set ylabel offset 0.5, 0
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
