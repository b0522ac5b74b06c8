import Reproducibility

/// A legend over the plot, in as many columns as fit the width of the figure.
///
/// gnuplot sizes an outside legend by rules that depend on the terminal; here rows and columns follow from the titles,
/// and the figure grows by the rows so that the plot keeps its size.
struct FigureLegend {
    private let rows: Int
    private let columns: Int
    /// Of the plot with its axes, without the legend.
    private let plotHeight: Double
    private static let rowHeight = 0.33

    init(_ titles: [String], plotHeight: Double = 5.2) {
        // What gnuplot reserves for a letter of 7 pt, and for line sample and gap.
        let widest = 1.0 + 0.2 * Double(titles.map(\.count).max() ?? 0)
        columns = max(1, min(titles.count, Int(saturating: 8.2 / widest)))
        rows = (titles.count + columns - 1) / columns
        self.plotHeight = plotHeight
    }

    var heightCentimetres: Double { plotHeight + 0.25 + Self.rowHeight * Double(rows) }

    /// Key and top margin.
    var commands: String {
        let top = 1 - (0.25 + Self.rowHeight * Double(rows)) / heightCentimetres
        return """
            set key at screen 0.53, screen 0.995 top center horizontal maxcols \(columns)
            set tmargin at screen \(top)
            """
    }
}
