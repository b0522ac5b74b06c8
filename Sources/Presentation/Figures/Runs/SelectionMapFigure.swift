import Documents
import RunStore

/// Which site trained when: the share of seeds that selected a site in a round, over the intensity of the site's grid.
public struct SelectionMapFigure: ExperimentFigure {
    public static let kind = "selection-map"
    public static let abstract = "which site trains when, over the carbon intensity of the sites"

    /// Whose selection is shown; nil for the first method with a completed run.
    public var method: String?

    public init() {}

    public init(_ reader: DocumentReader) throws {
        method = try reader.optionalString("method", help: "whose selection is shown; the first method by default")
    }

    public func draw(_ record: ExperimentRecord, name: String) throws -> Figure {
        let candidates = record.methods.filter { !$0.completed.isEmpty }
        guard let method = candidates.first(where: { self.method == nil || $0.name == self.method }) else {
            throw FigureError.nothingToShow(
                figure: Self.kind, reason: "no completed run of a method '\(self.method ?? "")' in \(record.path)")
        }
        var sites: [String] = []
        var intensities: [[Double]] = []
        var shares: [[Double]] = []
        for run in method.completed {
            for row in try run.siteRows() {
                let site: Int
                if let known = sites.firstIndex(of: row.site) {
                    site = known
                } else {
                    site = sites.count
                    sites.append(row.site)
                    intensities.append([])
                    shares.append([])
                }
                while shares[site].count <= row.round {
                    shares[site].append(0)
                    intensities[site].append(0)
                }
                intensities[site][row.round] = row.intensityGramsPerKWh
                if row.selected { shares[site][row.round] += 1 / Double(method.completed.count) }
            }
        }
        guard !sites.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "sites.csv of \(method.name) has no rows")
        }
        // Cleanest grid on top, so that a preference for clean grids shows as a dark top.
        let mean = intensities.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        let order = sites.indices.sorted { mean[$0] < mean[$1] }
        func block(_ title: String, _ values: [[Double]]) -> DataBlock {
            var block = DataBlock(title, columns: ["round", "row", "value"])
            for (row, site) in order.enumerated() {
                for (round, value) in values[site].enumerated() {
                    block.append([Double(round) + 0.5, Double(order.count - row), value])
                }
            }
            return block
        }
        let labels = order.enumerated().map { "\(sites[$1].gnuplotTicLabel) \(order.count - $0)" }.joined(
            separator: ", ")
        let panel = 0.3 * Double(sites.count)
        let height = 2 * panel + 3.0
        func screen(_ centimetres: Double) -> Double { 1 - centimetres / height }
        return Figure(
            name: name,
            caption:
                "\(method.name) in \(record.name). Top: share of \(seedCount([record])) in which a site trained in a "
                + "round. Bottom: carbon intensity of its grid in that hour. Sites from the cleanest to the dirtiest mean.",
            heightCentimetres: height,
            blocks: [block("share of seeds that selected the site", shares), block("intensity", intensities)],
            commands: """
                set multiplot
                set lmargin at screen 0.11
                set rmargin at screen 0.80
                set xrange [0:\(shares.map(\.count).max() ?? 1)]
                set yrange [0.5:\(sites.count).5]
                set ytics (\(labels)) scale 0
                unset grid
                set style fill solid 1 noborder
                set colorbox user origin screen 0.83, screen \(screen(0.7 + panel)) size screen 0.03, screen \(panel / height)
                set cbtics scale 0.3
                set tmargin at screen \(screen(0.7))
                set bmargin at screen \(screen(0.7 + panel))
                set format x ""
                set title \("\(method.name): share of seeds that train".gnuplotQuoted) offset 0, -0.7
                set cbrange [0:1]
                set palette defined (0 "#f7f7f7", 1 "#0072B2")
                plot data index 0 using 1:2:3 with image notitle
                set tmargin at screen \(screen(1.6 + panel))
                set bmargin at screen \(screen(1.6 + 2 * panel))
                set colorbox user origin screen 0.83, screen \(screen(1.6 + 2 * panel)) size screen 0.03, screen \(panel / height)
                set format x "%g"
                set xlabel "round"
                set title "carbon intensity, gCO₂eq/kWh" offset 0, -0.7
                set cbrange [0:*]
                set palette defined (0 "#fff7ec", 0.5 "#E69F00", 1 "#7f2704")
                plot data index 1 using 1:2:3 with image notitle
                unset multiplot
                """)
    }
}
