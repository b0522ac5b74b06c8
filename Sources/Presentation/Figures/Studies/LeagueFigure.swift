import Analysis
import Foundation

/// How far each method lies below the best, a dot for each cell of a league and the mean over cells.
public struct LeagueFigure: FigureKind {
    public static let kind = "league"
    public static let abstract = "how far each method lies below the best of every cell of a league"

    public init() {}

    /// - Parameter grid: at least one cell.
    public func draw(_ grid: GridComparison, name: String) -> Figure {
        var regrets: [String: [Double]] = [:]
        for cell in grid.cells {
            for (method, regret) in cell.regrets { regrets[method, default: []].append(100 * regret) }
        }
        let rows = regrets.map {
            (method: $0.key, values: $0.value, mean: $0.value.reduce(0, +) / Double($0.value.count))
        }
        .sorted { ($0.mean, $0.method) < ($1.mean, $1.method) }
        // The best method is at the top.
        let blocks = rows.enumerated().map { index, row in
            var block = DataBlock(row.method, columns: ["row", "points_below_best", "mean"])
            for value in row.values.sorted() { block.append([Double(rows.count - index), value, row.mean]) }
            return block
        }
        let dots = rows.enumerated().map { index, row in
            let color = row.method == grid.subject ? "#0072B2" : "#777777"
            return "data index \(index) using 2:1 with points pointtype 7 pointsize 0.35 "
                + "linecolor rgb \"#99\(color.dropFirst())\" notitle, "
                + "data index \(index) every ::::0 using 3:1 with points pointtype 13 pointsize 0.9 "
                + "linecolor rgb \"\(color)\" notitle"
        }
        let labels = rows.enumerated().map { "\($1.method.gnuplotTicLabel) \(rows.count - $0)" }.joined(separator: ", ")
        let means = rows.enumerated().map { index, row in
            "set label \(String(format: "%.1f", row.mean).gnuplotQuoted) at graph 1.12, first \(rows.count - index) right"
        }.joined(separator: "\n")
        // What a letter of 7 pt takes of the width of 8.5 cm.
        let margin = min(0.5, 0.045 + 0.018 * Double(rows.map(\.method.count).max() ?? 0))
        let height = 1.8 + 0.36 * Double(rows.count)
        return Figure(
            name: name,
            caption:
                "How far each method's mean accuracy lies below the best method's, in points: a dot for each of the "
                + "\(grid.cells.count) cells, a diamond and the number on the right for the mean over cells.",
            heightCentimetres: height, blocks: blocks,
            commands: """
                set lmargin at screen \(margin)
                set rmargin at screen 0.87
                set bmargin at screen \(1.15 / height)
                set tmargin at screen \(1 - 0.5 / height)
                set yrange [0.4:\(rows.count).6]
                set ytics (\(labels)) scale 0
                set grid xtics noytics
                set xrange [0:*]
                set xlabel "below the best method of a cell, points"
                set label "mean" at graph 1.12, screen \(1 - 0.25 / height) right textcolor rgb "#555555"
                \(means)
                \(plotCommand(dots))
                """)
    }
}
