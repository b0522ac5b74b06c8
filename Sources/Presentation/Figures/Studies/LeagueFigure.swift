import Analysis
import Foundation

/// How far each method lies below the best, a dot for each cell of a league and the mean over cells.
public struct LeagueFigure: FigureKind {
    public static let kind = "league"
    public static let abstract = "how far each method lies below the best of every cell of a league"

    public init() {}

    /// - Parameter grid: at least one cell.
    public func draw(_ grid: GridComparison, on sheet: FigureSheet) -> Figure {
        var regrets: [String: [Double]] = [:]
        for cell in grid.cells {
            for (method, regret) in cell.regrets { regrets[method, default: []].append(100 * regret) }
        }
        let methods = regrets.map { name, values in
            (name: name, values: values.sorted(), mean: values.reduce(0, +) / Double(values.count))
        }.sorted { ($0.mean, $0.name) < ($1.mean, $1.name) }
        // The best method is at the top.
        let blocks = methods.enumerated().map { index, method in
            var block = DataBlock(method.name, columns: ["row", "points_below_best", "mean"])
            for value in method.values { block.append([Double(methods.count - index), value, method.mean]) }
            return block
        }
        let plots = methods.enumerated().flatMap { index, method in
            let color = method.name == grid.subject ? MethodStyle.slot(0).color : "#777777"
            return [
                "data index \(index) using 2:1 with points pointtype 7 pointsize 0.35 linecolor rgb \"#99\(color.dropFirst())\" notitle",
                "data index \(index) every ::0::0 using 3:1 with points pointtype 13 pointsize 0.9 linecolor rgb \"\(color)\" notitle",
            ]
        }
        let rows = 0.36 * Double(methods.count) + 0.15
        let (top, bottom) = (0.5, 0.5 + rows)
        let canvas = FigureCanvas(width: sheet.width, height: bottom + 1.0)
        let names = FigureAxis.names(methods.map(\.name), widest: sheet.width * 0.4)
        let nameTics = names.placed(along: rows, isVertical: true)
        let means = methods.map { $0.mean.formatted(decimals: 1) }
        let left = 0.2 + TextExtent.widest(nameTics.map(\.label))
        let right = sheet.width - 0.3 - TextExtent.widest(means + ["mean"])
        let points = FigureAxis.numbers(methods.flatMap(\.values), from: 0)
        let numbers = zip(methods.indices, means).map { index, mean in
            canvas.label(
                mean, x: sheet.width - 0.1,
                y: top + (1 - names.position(Double(methods.count - index))) * rows, .right)
        }
        return Figure(
            sheet,
            caption:
                "How far each method's mean accuracy lies below that of the best method of a cell, in points: a dot for "
                + "each of \(grid.cells.count) cells, a diamond and the number on the right for the mean over cells. "
                + "\(grid.subject) is level with or ahead of every rival in "
                + "\(grid.cells.count - grid.count(.behind)) of them.",
            heightCentimetres: canvas.height, blocks: blocks,
            commands: """
                unset key
                \(canvas.frame(left: left, right: right, top: top, bottom: bottom))
                \(names.commands("y", tics: nameTics)) scale 0
                set grid xtics noytics
                \(points.commands("x", tics: points.placed(along: right - left, isVertical: false)))
                \(canvas.label("mean", x: sheet.width - 0.1, y: 0.25, .right, color: "#555555"))
                \(numbers.joined(separator: "\n"))
                \(canvas.centered("below the best method of a cell, points", x: (left + right) / 2, y: bottom + 0.74))
                \(plotCommand(plots))
                """)
    }
}
