import Analysis
import RunStore

/// Accuracy of each method, of text bits per character, with its interval on the left, its grams by cause on the right.
///
/// Shows the final comparison, and likewise utilities, gradient sources or solvers against each other.
public struct MethodsFigure: ExperimentFigure {
    public static let kind = "methods"
    public static let abstract =
        "accuracy (of text bits per character) of each method with its interval, and its grams by cause"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        let comparison = try ExperimentComparison(record)
        let methods = comparison.methods.filter { $0.statistics[comparison.metric] != nil }
        let styles = MethodStyle.styles(of: record)
        let name = record.usualMetricName
        let scale = comparison.metric.unit.displayScale
        var values = DataBlock(name.sentence, columns: ["row", scale == 1 ? "mean" : "percent", "lower", "upper"])
        var grams = DataBlock("mean grams", columns: ["row", "compute_g", "network_g", "probe_g"])
        for (index, method) in methods.enumerated() {
            guard let value = method.statistics[comparison.metric] else { continue }
            // The first method is at the top.
            let row = Double(methods.count - index)
            let (mean, error) = (value.mean * scale, (value.standardError ?? 0) * scale)
            values.append([row, mean, mean - error, mean + error])
            grams.append(
                [row] + [RunMetric.computeGrams, .networkGrams, .probeGrams].map { method.statistics[$0]?.mean })
        }
        guard !values.rows.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no run of \(record.path) was evaluated")
        }
        let dots = methods.enumerated().compactMap { index, method in
            styles[method.name].map {
                "data index 0 every ::\(index)::\(index) using \(sheet.spread == .none ? "2:1 with points" : "2:1:3:4 with xerrorbars") "
                    + "linewidth 1.3 linecolor rgb \"\($0.color)\" pointtype \($0.pointType) pointsize 0.6 notitle"
            }
        }
        let rows = 0.42 * Double(methods.count) + 0.15
        let causes = [("compute", "#777777"), ("network", "#56B4E9"), ("probe", "#D55E00")]
        let legend = FigureLegend(
            causes.map { .init($0.0, .box(color: $0.1)) }, width: sheet.width)
        let canvas = FigureCanvas(width: sheet.width, height: legend.height + 0.15 + rows + 1.0)
        let (top, bottom) = (legend.height + 0.15, legend.height + 0.15 + rows)
        let names = FigureAxis.names(methods.map(\.title), widest: sheet.width * 0.4)
        let nameTics = names.placed(along: rows, isVertical: true)
        let left = 0.2 + TextExtent.widest(nameTics.map(\.label))
        let middle = left + (sheet.width - 0.35 - left) * 0.55
        let right = sheet.width - 0.35
        let axis = FigureAxis.numbers(
            values.rows.flatMap { $0[1...].compactMap { Double($0) } }, headroom: 0.08)
        let carbon = FigureAxis.numbers(methods.compactMap { $0.statistics[.totalGrams]?.mean }, from: 0)
        func horizontal(_ axis: FigureAxis, _ from: Double, _ to: Double, _ title: String) -> String {
            """
            \(canvas.frame(left: from, right: to, top: top, bottom: bottom))
            \(axis.commands("x", tics: axis.placed(along: to - from, isVertical: false)))
            \(canvas.centered(title, x: (from + to) / 2, y: bottom + 0.74))
            """
        }
        return Figure(
            sheet,
            caption: "Methods of \(record.name). Left: \(name.sentence)"
                + "\(sheet.spread == .none ? "" : " ± one standard error") over \(seedCount([record])). Right: mean grams of "
                + "CO2 equivalent by cause." + Self.finding(methods, comparison.metric),
            heightCentimetres: canvas.height, blocks: [values, grams],
            commands: """
                set multiplot
                unset key
                \(names.commands("y", tics: nameTics)) scale 0
                set grid xtics noytics
                \(legend.commands(canvas))
                \(horizontal(axis, left, middle - 0.25, name.axis))
                \(plotCommand(dots))
                unset label
                unset object
                unset ytics
                set style fill solid 0.85 noborder
                \(horizontal(carbon, middle + 0.25, right, "gCO₂eq"))
                plot data index 1 using (0):1:(0):($2 + $3 + $4):($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#D55E00", \\
                    data index 1 using (0):1:(0):($2 + $3):($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#56B4E9", \\
                    data index 1 using (0):1:(0):2:($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#777777"
                unset multiplot
                """)
    }

    private static func finding(_ methods: [ExperimentComparison.ComparedMethod], _ metric: RunMetric) -> String {
        func mean(_ method: ExperimentComparison.ComparedMethod) -> Double { method.statistics[metric]?.mean ?? 0 }
        let isLower = metric.direction == .lowerIsBetter
        guard let best = methods.min(by: { isLower ? mean($0) < mean($1) : mean($0) > mean($1) }), methods.count > 1
        else { return "" }
        let others = methods.filter { $0.name != best.name && $0.standing == .level }.map(\.title)
        let level =
            best.standing == .ahead
            ? "ahead of every other" : others.isEmpty ? "" : "level with \(others.joined(separator: ", "))"
        let value =
            metric.unit == .fraction
            ? "highest mean accuracy, \((mean(best) * 100).formatted(decimals: 1)) %"
            : "\(isLower ? "lowest" : "highest") mean, \(mean(best).formatted(decimals: 2))"
        return " \(best.title) has the \(value)"
            + (level.isEmpty ? "." : ", \(level).")
    }
}
