import Reproducibility

/// A panel for each zone, all on the same axes, the cleanest zone first: ten curves in one panel hide each other.
struct ZonePanels {
    /// Place, intensity, and where `isMarkable` the intensity again where the hour is marked.
    let blocks: [DataBlock]
    let isMarkable: Bool

    /// - Parameters:
    ///   - length: of the horizontal axis, from 0.
    ///   - tics: of the horizontal axis.
    func figure(
        on sheet: FigureSheet, caption: String, length: Double, tics: [(place: Double, label: String)], xTitle: String
    ) -> Figure {
        func values(_ block: DataBlock) -> [Double] { block.rows.compactMap { Double($0[1]) } }
        func mean(_ block: DataBlock) -> Double { values(block).reduce(0, +) / Double(max(1, values(block).count)) }
        let ordered = blocks.sorted { mean($0) < mean($1) }
        let columns = min(ordered.count, max(1, Int(saturating: sheet.width / 4)))
        let rows = (ordered.count + columns - 1) / columns
        // As high as a page at most.
        let (gap, head, foot) = (0.2, 0.25, 1.0)
        let panel = max(0.75, 4.4 / Double(rows) - gap, min(1.25, 22 / Double(rows) - gap))
        let canvas = FigureCanvas(width: sheet.width, height: head + foot + Double(rows) * (panel + gap))
        // The zone's name has its line above the curve.
        let most = ordered.flatMap(values).max() ?? 1
        let y = FigureAxis(
            lower: 0, upper: max(most, 1e-9) * panel / (panel - 0.36), isLogarithmic: false, tics: .numbers)
        let step = ticStep(most, atMost: 2)
        let yTics = [0, 1, 2].map { $0 * step }.filter { $0 <= most }.map { (place: $0, label: shortNumber($0)) }
        let left = 0.12 + TextExtent.lineHeight + 0.1 + TextExtent.widest(yTics.map(\.label)) + 0.15
        let width = (canvas.width - 0.25 - left - 0.25 * Double(columns - 1)) / Double(columns)
        let x = FigureAxis.places(tics, from: 0, to: length)
        let xTics = x.placed(along: width, isVertical: false)
        let plots = ordered.enumerated().map { index, block in
            let (row, column) = (index / columns, index % columns)
            let top = head + Double(row) * (panel + gap)
            let from = left + Double(column) * (width + 0.25)
            let isLast = index + columns >= ordered.count
            let name = TextExtent.shortened(block.title, to: width - 0.1)
            return """
                \(canvas.frame(left: from, right: from + width, top: top, bottom: top + panel))
                \(y.commands("y", tics: column == 0 ? yTics : yTics.map { ($0.place, "") }))
                \(x.commands("x", tics: isLast ? xTics : xTics.map { ($0.place, "") }))
                \(canvas.label(name, x: from + width - 0.05, y: top + 0.16, .right))
                plot data index \(index) using 1:2 with filledcurves y1=0 linecolor rgb "#0072B2" notitle, \\
                    data index \(index) using 1:2 with lines linewidth 1.2 linecolor rgb "#0072B2" notitle\
                \(isMarkable ? ", data index \(index) using 1:3 with points pointtype 7 pointsize 0.2 linecolor rgb \"#D55E00\" notitle" : "")
                unset label
                """
        }
        return Figure(
            sheet, caption: caption, heightCentimetres: canvas.height, blocks: ordered,
            commands: """
                set multiplot
                unset key
                \(canvas.upright("carbon intensity, gCO₂eq/kWh", x: 0.12 + TextExtent.lineHeight / 2, y: head + (canvas.height - head - foot) / 2))
                \(canvas.centered(xTitle, x: (left + canvas.width) / 2, y: canvas.height - 0.22))
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
