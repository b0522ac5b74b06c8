/// A block with a curve and its spread for each method.
struct BandedCurves {
    private struct Entry {
        let title: String
        let style: MethodStyle
        let isContext: Bool
    }

    private(set) var blocks: [DataBlock] = []
    private var entries: [Entry] = []
    let x: String
    let y: String
    let spread: FigureSheet.Spread

    init(x: String, y: String, spread: FigureSheet.Spread) { (self.x, self.y, self.spread) = (x, y, spread) }

    var legend: [FigureLegend.Entry] {
        entries.filter { !$0.isContext }.map { FigureLegend.Entry($0.title, .curve($0.style)) }
    }

    /// Of the horizontal axis.
    var places: [Double] { blocks.flatMap { $0.rows.compactMap { Double($0[0]) } } }

    /// All that a vertical axis has to hold.
    var bounds: [Double] { blocks.flatMap { $0.rows.flatMap { $0[1...].compactMap { Double($0) } } } }

    /// Adds a method's curve; places without a value for every run are left out, so that the mean is over the same
    /// seeds everywhere.
    ///
    /// - Parameter isContext: a thin grey line without spread, marker and place in the legend.
    mutating func append(
        _ title: String, style: MethodStyle, isContext: Bool = false, points: [(x: Double, values: [Double?])]
    ) {
        var block = DataBlock(title, columns: [x, y, "lower", "upper"])
        for point in points {
            let values = point.values.compactMap(\.self)
            guard values.count == point.values.count, let band = SeedBand(values) else { continue }
            block.append([point.x, band.mean, band.lower, band.upper])
        }
        guard !block.rows.isEmpty else { return }
        blocks.append(block)
        entries.append(Entry(title: title, style: style, isContext: isContext))
    }

    /// Plot elements: context first, then bands, so that no band covers a line.
    ///
    /// - Parameter firstBlock: place of these blocks among those of the figure.
    func elements(firstBlock: Int = 0) -> [String] {
        let shown = entries.indices.filter { !entries[$0].isContext }
        let context = entries.indices.filter { entries[$0].isContext }.map { index in
            "data index \(firstBlock + index) using 1:2 with lines linewidth 0.7 linecolor rgb \"#bbbbbb\" notitle"
        }
        let bands =
            spread != .bands
            ? []
            : shown.map { index in
                "data index \(firstBlock + index) using 1:3:4 with filledcurves linecolor rgb \"\(entries[index].style.color)\" notitle"
            }
        let lines = shown.enumerated().flatMap { place, index in
            let style = entries[index].style
            // About six markers a curve, starting at different places so that those of equal curves stay visible.
            let every = max(1, blocks[index].rows.count / 6)
            let some = "every \(every)::\(place * every / max(1, shown.count))"
            let whiskers =
                "data index \(firstBlock + index) using 1:2:3:4 \(some) with yerrorbars linewidth 0.9 pointtype -1 "
                + "linecolor rgb \"\(style.color)\" notitle"
            return (spread == .whiskers ? [whiskers] : []) + [
                "data index \(firstBlock + index) using 1:2 with lines linewidth 1.6 \(style.line) notitle",
                "data index \(firstBlock + index) using 1:2 \(some) with points \(style.points) notitle",
            ]
        }
        return context + bands + lines
    }

    /// What is seen where the curves end, in a sentence that starts with a blank; empty for a single curve.
    ///
    /// - Parameter unit: after the numbers.
    func finding(_ unit: String) -> String {
        let ends = blocks.compactMap { block in
            block.rows.last.flatMap { Double($0[1]) }.map { (title: block.title, value: $0) }
        }
        guard let high = ends.max(by: { $0.value < $1.value }), let low = ends.min(by: { $0.value < $1.value }),
            ends.count > 1
        else { return "" }
        guard high.value > low.value else {
            return " In the end all are at \(high.value.formatted(decimals: 1))\(unit)."
        }
        let decimals = high.value < 10 ? 2 : 1
        return
            " In the end \(high.title) is highest, at \(high.value.formatted(decimals: decimals))\(unit), and \(low.title) "
            + "lowest, at \(low.value.formatted(decimals: decimals))\(unit)."
    }

    /// The curves alone in a figure.
    ///
    /// - Parameters:
    ///   - settings: commands before the plot.
    ///   - also: in the legend after the curves.
    ///   - alsoPlotted: plot elements after the curves.
    func panel(
        on sheet: FigureSheet, x: FigureAxis, xTitle: String, y: FigureAxis, yTitle: String, settings: String = "",
        also: [FigureLegend.Entry] = [], alsoPlotted: [String] = []
    ) -> PanelStack {
        PanelStack(
            width: sheet.width, legend: FigureLegend(legend + also, width: sheet.width), x: x, xTitle: xTitle,
            panels: [.init(axis: y, title: yTitle, height: 4.2, plot: plotCommand(elements() + alsoPlotted))],
            settings: settings)
    }
}

/// A dashed line over the height of the plot.
func verticalLine(at place: Double) -> String {
    "set arrow from first \(place), graph 0 to first \(place), graph 1 nohead dashtype 2 linewidth 0.8 linecolor rgb \"#555555\""
}

/// A dashed line over the width of the plot.
func horizontalLine(at place: Double) -> String {
    "set arrow from graph 0, first \(place) to graph 1, first \(place) nohead dashtype 2 linewidth 0.8 linecolor rgb \"#555555\""
}
