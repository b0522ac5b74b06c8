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

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
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
        // As high as a page at most; where rows are lower than letters, some names are left out.
        let rowHeight = min(0.3, max(0.2, 10 / Double(sites.count)), 12 / Double(sites.count))
        let isSmall = rowHeight < 0.27
        let panel = rowHeight * Double(sites.count)
        let canvas = FigureCanvas(width: sheet.width, height: 2 * panel + 2.3)
        let rows = FigureAxis.names(order.map { sites[$0] }, widest: sheet.width * 0.3)
        let rowTics = rows.placed(along: panel, isVertical: true, lineHeight: isSmall ? 0.19 : 0.27)
        let left = 0.2 + TextExtent.widest(rowTics.map(\.label))
        let right = sheet.width - 1.25
        let rounds = FigureAxis.numbers([Double(shares.map(\.count).max() ?? 1)], from: 0, headroom: 0)
        let roundTics = rounds.placed(along: right - left, isVertical: false)
        let most = intensities.flatMap(\.self).max() ?? 0
        func map(_ index: Int, _ title: String, top: Double, upTo largest: Double, palette: String) -> String {
            let isLast = index == 1
            let words = TextExtent.shortened(title, to: canvas.width - 0.3)
            return """
                \(canvas.frame(left: left, right: right, top: top, bottom: top + panel))
                \(rounds.commands("x", tics: isLast ? roundTics : roundTics.map { ($0.place, "") }))
                \(canvas.centered(words, x: (left + right) / 2, y: top - 0.2))
                \(isLast ? canvas.centered("round", x: (left + right) / 2, y: top + panel + 0.74) : "")
                \(canvas.colorBox(left: right + 0.15, top: top, bottom: top + panel, upTo: largest))
                set palette defined (\(palette))
                plot data index \(index) using 1:2:3 with image notitle
                unset label
                """
        }
        return Figure(
            sheet,
            caption:
                "\(method.name) in \(record.name). Top: share of \(seedCount([record])) in which a site trained in a "
                + "round. Bottom: carbon intensity of its grid in that hour. Sites from the cleanest to the dirtiest mean."
                + Self.finding(order.map { (sites[$0], shares[$0]) }),
            heightCentimetres: canvas.height,
            blocks: [block("share of seeds that selected the site", shares), block("intensity", intensities)],
            commands: """
                set multiplot
                small = format eq "svg" ? ",10.3" : ",5"
                unset key
                unset grid
                \(rows.commands("y", tics: rowTics)) scale 0 \(isSmall ? "font small" : "")
                set yrange [0.5:\(sites.count).5]
                set style fill solid 1 noborder
                \(map(0, "\(method.name): share of seeds that train", top: 0.5, upTo: 1, palette: "0 \"#f7f7f7\", 1 \"#0072B2\""))
                \(map(1, "carbon intensity, gCO₂eq/kWh", top: 1.2 + panel, upTo: max(most, 1), palette: "0 \"#fff7ec\", 0.5 \"#E69F00\", 1 \"#7f2704\""))
                unset multiplot
                """)
    }

    private static func finding(_ sites: [(name: String, shares: [Double])]) -> String {
        func part(_ site: (name: String, shares: [Double])) -> Double {
            site.shares.reduce(0, +) / Double(max(1, site.shares.count))
        }
        guard let most = sites.max(by: { part($0) < part($1) }), let least = sites.min(by: { part($0) < part($1) }),
            sites.count > 1
        else { return "" }
        func percent(_ value: Double) -> String { "\((value * 100).formatted(decimals: 0)) %" }
        return " \(most.name) trains most often, in \(percent(part(most))) of the rounds, \(least.name) least, in "
            + "\(percent(part(least)))."
    }
}
