import Analysis
import RunStore

/// Accuracy of each method with its interval on the left, its grams by cause on the right.
///
/// Shows the final comparison, and likewise utilities, gradient sources or solvers against each other.
public struct MethodsFigure: ExperimentFigure {
    public static let kind = "methods"
    public static let abstract = "accuracy of each method with its interval, and its grams by cause"

    public init() {}

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
        let comparison = try ExperimentComparison(record)
        let methods = comparison.methods.filter { $0.statistics[comparison.metric] != nil }
        let styles = MethodStyle.styles(of: record)
        var accuracies = DataBlock(
            "mean accuracy over the last tenth of the rounds", columns: ["row", "percent", "lower", "upper"])
        var grams = DataBlock("mean grams", columns: ["row", "compute_g", "network_g", "probe_g"])
        for (index, method) in methods.enumerated() {
            guard let accuracy = method.statistics[comparison.metric] else { continue }
            // The first method is at the top.
            let row = Double(methods.count - index)
            let (mean, error) = (accuracy.mean * 100, (accuracy.standardError ?? 0) * 100)
            accuracies.append([row, mean, mean - error, mean + error])
            grams.append(
                [row] + [RunMetric.computeGrams, .networkGrams, .probeGrams].map { method.statistics[$0]?.mean })
        }
        guard !accuracies.rows.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no run of \(record.path) was evaluated")
        }
        let labels = methods.enumerated().map { "\($1.title.gnuplotTicLabel) \(methods.count - $0)" }.joined(
            separator: ", ")
        let dots = methods.enumerated().compactMap { index, method in
            styles[method.name].map {
                "data index 0 every ::\(index)::\(index) using 2:1:3:4 with xerrorbars linewidth 1.3 "
                    + "linecolor rgb \"\($0.color)\" pointtype \($0.pointType) pointsize 0.6 notitle"
            }
        }
        // What a letter of 7 pt takes of the width of 8.5 cm.
        let margin = min(0.5, 0.045 + 0.018 * Double(methods.map(\.title.count).max() ?? 0))
        let middle = margin + (0.97 - margin) * 0.58
        let height = 2.0 + 0.42 * Double(methods.count)
        let bounds = accuracies.rows.flatMap { $0[2...].compactMap { Double($0) } }
        let spread = max(0.01, ((bounds.max() ?? 0) - (bounds.min() ?? 0)) * 1.12)
        let mostGrams = methods.compactMap { $0.statistics[.totalGrams]?.mean }.max() ?? 0
        return Figure(
            name: name,
            caption: "Methods of \(record.name). Left: mean accuracy over the last tenth of the rounds ± one "
                + "standard error over \(seedCount([record])). Right: mean grams of CO2 equivalent by cause.",
            heightCentimetres: height, blocks: [accuracies, grams],
            commands: """
                set multiplot
                set yrange [0.4:\(methods.count).6]
                set ytics (\(labels)) scale 0
                set grid xtics noytics
                set bmargin at screen \(1.15 / height)
                set tmargin at screen \(1 - 0.5 / height)
                set lmargin at screen \(margin)
                set rmargin at screen \(middle - 0.035)
                set xlabel "\(record.accuracyName), %"
                set offsets graph 0.06, graph 0.06, 0, 0
                set xtics \(ticStep(spread, atMost: 4))
                \(plotCommand(dots))
                set offsets 0, 0, 0, 0
                set lmargin at screen \(middle + 0.035)
                set rmargin at screen 0.97
                unset ytics
                set xlabel "gCO₂eq"
                set xrange [0:*]
                set xtics \(ticStep(mostGrams, atMost: 3))
                set style fill solid 0.85 noborder
                set label "compute" at screen 0.70, screen \(1 - 0.25 / height) right textcolor rgb "#777777"
                set label "network" at screen 0.855, screen \(1 - 0.25 / height) right textcolor rgb "#2E86B7"
                set label "probe" at screen 0.97, screen \(1 - 0.25 / height) right textcolor rgb "#D55E00"
                unset key
                plot data index 1 using (0):1:(0):($2 + $3 + $4):($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#D55E00", \\
                    data index 1 using (0):1:(0):($2 + $3):($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#56B4E9", \\
                    data index 1 using (0):1:(0):2:($1 - 0.28):($1 + 0.28) with boxxyerror linecolor rgb "#777777"
                unset multiplot
                """)
    }
}
