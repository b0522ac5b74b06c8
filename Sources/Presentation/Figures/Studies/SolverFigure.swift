import Analysis
import BenchmarkKit

/// Distance to the optimum and time of each solver against the number of sites.
public struct SolverFigure: FigureKind {
    public static let kind = "solvers-quality-time"
    public static let abstract = "distance to the optimum and time of each solver against the number of sites"

    public init() {}

    public func draw(_ benchmark: SolverBenchmark, on sheet: FigureSheet) -> Figure {
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
        /// A band and a line for each solver; `column` holds the mean, the next two its interval.
        func plots(_ column: Int) -> String {
            let bands = titles.indices.filter { _ in sheet.spread == .bands }.map { index in
                "data index \(index) using 1:\(column + 1):\(column + 2) with filledcurves "
                    + "linecolor rgb \"\(MethodStyle.slot(index).color)\" notitle"
            }
            let whiskers = titles.indices.filter { _ in sheet.spread == .whiskers }.map { index in
                "data index \(index) using 1:\(column):\(column + 1):\(column + 2) with yerrorbars linewidth 0.9 "
                    + "pointtype -1 linecolor rgb \"\(MethodStyle.slot(index).color)\" notitle"
            }
            let lines = titles.indices.map { index in
                "data index \(index) using 1:\(column) with linespoints linewidth 1.5 \(MethodStyle.slot(index).points) "
                    + "notitle"
            }
            return plotCommand(bands + whiskers + lines)
        }
        func values(_ columns: ClosedRange<Int>) -> [Double] {
            blocks.flatMap { $0.rows.flatMap { $0[columns].compactMap { Double($0) } } }
        }
        return Figure(
            sheet,
            caption: "Solvers of the slot problem against the number of sites, means over "
                + "\(entries.first?.problems ?? 0) random problems\(sheet.spread.note). randomized is randomized "
                + "double greedy. Top: distance to the exact optimum in percent. Bottom: milliseconds for a solve on one "
                + "thread.",
            blocks: blocks,
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(
                    titles.enumerated().map { .init($1, .curve(MethodStyle.slot($0))) }, width: sheet.width),
                x: .settings(entries.map { Double($0.sites) }), xTitle: "sites",
                panels: [
                    .init(
                        axis: .numbers(values(1...3), from: 0), title: "below the optimum, %", height: 3.3,
                        plot: plots(2)),
                    .init(axis: .logarithmic(values(4...6)), title: "milliseconds", height: 3.3, plot: plots(5)),
                ]))
    }
}
