import Analysis
import BenchmarkKit

/// Distance to the optimum and time of each solver against the number of sites.
public struct SolverFigure: FigureKind {
    public static let kind = "solvers-quality-time"
    public static let abstract = "distance to the optimum and time of each solver against the number of sites"

    public init() {}

    public func draw(_ benchmark: SolverBenchmark, name: String) -> Figure {
        let entries = benchmark.entries
        var titles: [String] = []
        for entry in entries where !titles.contains(entry.solver) { titles.append(entry.solver) }
        let blocks = titles.map { title in
            var block = DataBlock(
                title,
                columns: [
                    "sites", "mean_gap_percent", "lower", "upper", "milliseconds", "lower", "upper",
                    "largest_gap_percent",
                ])
            for entry in entries where entry.solver == title {
                let (gap, time) = (entry.meanGapPercent, entry.meanMilliseconds)
                block.append([
                    Double(entry.sites), gap, entry.gapInterval?.lower ?? gap, entry.gapInterval?.upper ?? gap,
                    time, entry.millisecondsInterval?.lower ?? time, entry.millisecondsInterval?.upper ?? time,
                    entry.largestGapPercent,
                ])
            }
            return block
        }
        let legend = FigureLegend(titles, plotHeight: 8.2)
        /// A band and a line for each solver; `column` holds the mean, the next two its interval.
        func plots(_ column: Int, titled: Bool) -> String {
            let bands = titles.indices.map { index in
                "data index \(index) using 1:\(column + 1):\(column + 2) with filledcurves "
                    + "linecolor rgb \"\(MethodStyle.slot(index).color)\" notitle"
            }
            let lines = titles.enumerated().map { index, title in
                "data index \(index) using 1:\(column) with linespoints linewidth 1.5 \(MethodStyle.slot(index).points) "
                    + (titled ? "title \(title.gnuplotQuoted)" : "notitle")
            }
            return plotCommand(bands + lines)
        }
        let sizes = Set(entries.map(\.sites)).sorted()
        func tics(labelled: Bool) -> String {
            sizes.map { "\"\(labelled ? "\($0)" : "")\" \($0)" }.joined(separator: ", ")
        }
        return Figure(
            name: name,
            caption: "Solvers of the slot problem against the number of sites, means over "
                + "\(entries.first?.problems ?? 0) random problems; bands: one standard error. randomized is randomized "
                + "double greedy. Top: distance to the exact optimum in percent. Bottom: milliseconds for a solve on one "
                + "thread.",
            heightCentimetres: legend.heightCentimetres, blocks: blocks,
            commands: """
                set multiplot
                \(legend.commands)
                set logscale x
                set lmargin at screen 0.16
                set rmargin at screen 0.96
                set bmargin at screen 0.53
                set xtics (\(tics(labelled: false)))
                set xrange [\(Double(sizes.first ?? 1) * 0.9):\(Double(sizes.last ?? 1) * 1.1)]
                set yrange [0:*]
                set ylabel "below the optimum, %"
                \(plots(2, titled: true))
                unset key
                set tmargin at screen 0.49
                set bmargin at screen 0.11
                set xtics (\(tics(labelled: true)))
                set xlabel "sites"
                set logscale y
                set yrange [*:*]
                set format y "%g"
                set ylabel "milliseconds"
                \(plots(5, titled: false))
                unset multiplot
                """)
    }
}
