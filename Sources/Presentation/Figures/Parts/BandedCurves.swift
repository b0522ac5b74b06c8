/// A block with a curve and its band for each method.
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

    /// Of the legend.
    var titles: [String] { entries.filter { !$0.isContext }.map(\.title) }

    init(x: String, y: String) { (self.x, self.y) = (x, y) }

    /// Adds a method's curve; places without a value for every run are left out, so that the mean is over the same
    /// seeds everywhere.
    ///
    /// - Parameter isContext: a thin grey line without band, marker and place in the legend.
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
    var elements: [String] {
        let shown = entries.indices.filter { !entries[$0].isContext }
        let context = entries.indices.filter { entries[$0].isContext }.map { index in
            "data index \(index) using 1:2 with lines linewidth 0.7 linecolor rgb \"#bbbbbb\" notitle"
        }
        let bands = shown.map { index in
            "data index \(index) using 1:3:4 with filledcurves linecolor rgb \"\(entries[index].style.color)\" notitle"
        }
        let lines = shown.enumerated().map { place, index in
            let (style, title) = (entries[index].style, entries[index].title)
            // About six markers a curve, starting at different places so that those of equal curves stay visible.
            let every = max(1, blocks[index].rows.count / 6)
            let first = place * every / max(1, shown.count)
            return [
                "data index \(index) using 1:2 with lines linewidth 1.6 \(style.line) notitle",
                "data index \(index) using 1:2 every \(every)::\(first) with points \(style.points) notitle",
                "keyentry with linespoints linewidth 1.6 \(style.points) title \(title.gnuplotQuoted)",
            ].joined(separator: ", \\\n    ")
        }
        return context + bands + lines
    }
}
