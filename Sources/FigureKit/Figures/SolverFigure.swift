import ExperimentKit

extension SolverBenchmark {
    /// Distance to the optimum and time of each solver against the number of sites.
    public func figure(name: String) -> Figure {
        var titles: [String] = []
        for entry in entries where !titles.contains(entry.solver) { titles.append(entry.solver) }
        let blocks = titles.map { title in
            var block = DataBlock(title, columns: ["sites", "mean_gap_percent", "largest_gap_percent", "milliseconds"])
            for entry in entries where entry.solver == title {
                block.append([
                    Double(entry.sites), entry.meanGapPercent, entry.largestGapPercent, entry.meanMilliseconds,
                ])
            }
            return block
        }
        let legend = FigureLegend(titles, plotHeight: 8.2)
        func plots(_ column: Int) -> String {
            plotCommand(
                titles.enumerated().map { index, title in
                    "data index \(index) using 1:\(column) with linespoints linewidth 1.5 \(MethodStyle.slot(index).points) "
                        + (column == 2 ? "title \(title.gnuplotQuoted)" : "notitle")
                })
        }
        let sizes = Set(entries.map(\.sites)).sorted()
        let tics = sizes.map { "\"\($0)\" \($0)" }.joined(separator: ", ")
        return Figure(
            name: name,
            caption: "Solvers of the slot problem against the number of sites, means over "
                + "\(entries.first?.problems ?? 0) random problems; randomized is randomized double greedy. Top: distance to the exact optimum in percent. "
                + "Bottom: milliseconds for a solve on one thread.",
            heightCentimetres: legend.heightCentimetres, blocks: blocks,
            commands: """
                set multiplot
                \(legend.commands)
                set logscale x
                set lmargin at screen 0.16
                set rmargin at screen 0.96
                set bmargin at screen 0.53
                set xtics (\(tics))
                set xrange [\(Double(sizes.first ?? 1) * 0.9):\(Double(sizes.last ?? 1) * 1.1)]
                set format x ""
                set yrange [0:*]
                set ylabel "below the optimum, %"
                \(plots(2))
                unset key
                set tmargin at screen 0.49
                set bmargin at screen 0.11
                set format x "%g"
                set xlabel "sites"
                set logscale y
                set yrange [*:*]
                set format y "%g"
                set ylabel "milliseconds"
                \(plots(4))
                unset multiplot
                """)
    }
}
