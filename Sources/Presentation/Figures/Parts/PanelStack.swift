/// One panel or several above each other on the same horizontal axis, with a legend over them and titles beside them.
///
/// Every place follows from the extents of the texts, in centimetres, and none from gnuplot's own rules, so that the
/// picture is the same in each format and with any font.
struct PanelStack {
    struct Panel {
        let axis: FigureAxis
        let title: String
        let height: Double
        /// Commands of this panel, with the one that plots.
        let plot: String
    }

    let width: Double
    let legend: FigureLegend
    let x: FigureAxis
    let xTitle: String
    let panels: [Panel]
    /// Commands of all panels.
    var settings = ""

    private static let gap = 0.25
    private static let edge = 0.12

    private var yTics: [[(place: Double, label: String)]] {
        panels.map { $0.axis.placed(along: $0.height, isVertical: true) }
    }

    private func yTitleLines(_ panel: Panel) -> [String] { TextExtent.wrapped(panel.title, to: panel.height + 0.2) }

    /// From the left edge to the plot.
    private var left: Double {
        let titles = Double(panels.map { yTitleLines($0).count }.max() ?? 0) * TextExtent.lineHeight
        return Self.edge + titles + 0.1 + TextExtent.widest(yTics.flatMap(\.self).map(\.label)) + 0.15
    }

    /// The last label may stand at the very end.
    private var right: Double {
        guard let last = x.placed(along: 0.8 * width, isVertical: false).last else { return width - Self.edge }
        let overhang = TextExtent.width(last.label) / 2 - (1 - x.position(last.place)) * 0.7 * width
        return width - Self.edge - max(0.05, overhang)
    }

    private var top: Double { legend.height + 0.2 }
    private var xTitleLines: [String] { TextExtent.wrapped(xTitle, to: width - 0.3) }
    private var plotsHeight: Double {
        panels.map(\.height).reduce(0, +) + Self.gap * Double(panels.count - 1)
    }
    private var foot: Double { 0.63 + TextExtent.lineHeight * Double(xTitleLines.count) }

    var height: Double { top + plotsHeight + foot }

    var commands: String {
        let canvas = FigureCanvas(width: width, height: height)
        let (left, right, yTics) = (left, right, yTics)
        let titles = xTitleLines.enumerated().map { index, line in
            canvas.centered(
                line, x: (left + right) / 2, y: top + plotsHeight + 0.74 + TextExtent.lineHeight * Double(index))
        }
        let xTics = x.placed(along: right - left, isVertical: false)
        var y = top
        let drawn = panels.enumerated().map { index, panel -> String in
            defer { y += panel.height + Self.gap }
            let isLast = index + 1 == panels.count
            let names = yTitleLines(panel).enumerated().map { line, text in
                canvas.upright(
                    text, x: Self.edge + TextExtent.lineHeight * (Double(line) + 0.5), y: y + panel.height / 2)
            }
            return """
                \(canvas.frame(left: left, right: right, top: y, bottom: y + panel.height))
                \(panel.axis.commands("y", tics: yTics[index]))
                \(x.commands("x", tics: isLast ? xTics : xTics.map { ($0.place, "") }))
                \(names.joined(separator: "\n"))
                \(panel.plot)
                \(isLast ? "" : "unset label\nunset arrow\nunset object")
                """
        }
        return """
            \(panels.count > 1 ? "set multiplot" : "")
            unset key
            \(legend.commands(canvas))
            \(titles.joined(separator: "\n"))
            \(settings)
            \(drawn.joined(separator: "\n"))
            \(panels.count > 1 ? "unset multiplot" : "")
            """
    }
}
