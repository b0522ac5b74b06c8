import CarbonAccounting
import Reproducibility

/// Median, quartiles and the range from 5 % to 95 % of each zone over a whole carbon intensity trace.
public struct CarbonDistributionFigure: TraceFigure {
    public static let kind = "carbon-distribution"
    public static let abstract = "median, quartiles and 5 % to 95 % range of each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, on sheet: FigureSheet
    ) throws -> Figure {
        let indices = try indices(of: zones, in: trace)
        var rows: [(zone: String, quantiles: [Double])] = []
        for (zone, index) in zip(zones, indices) {
            let values = trace.series(zone: index).filter(\.isFinite).sorted()
            guard !values.isEmpty else { continue }
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map {
                values[Int(saturating: ($0 * Double(values.count - 1)).rounded())]
            }
            rows.append((zone, quantiles))
        }
        rows.sort { $0.quantiles[2] < $1.quantiles[2] }
        var block = DataBlock("quantiles by zone", columns: ["row", "q05", "q25", "median", "q75", "q95"])
        for (index, row) in rows.enumerated() { block.append([Double(rows.count - index)] + row.quantiles) }
        return Figure(
            sheet,
            caption:
                "Carbon intensity from \(trace.start) to \(trace.end): median (point), quartiles (bar) and 5 % to 95 % (line) "
                + "of each zone. Source: \(trace.source).",
            blocks: [block],
            stack: PanelStack(
                width: sheet.width, legend: FigureLegend([], width: sheet.width),
                x: .numbers(rows.compactMap(\.quantiles.last), from: 0), xTitle: "carbon intensity, gCO₂eq/kWh",
                panels: [
                    .init(
                        axis: .names(rows.map(\.zone), widest: sheet.width * 0.4), title: "",
                        height: 0.34 * Double(rows.count) + 0.1,
                        plot: """
                            set grid xtics noytics
                            set style fill solid 0.9 noborder
                            plot data using 2:1:($6 - $2):(0) with vectors nohead linewidth 1.2 linecolor rgb "#777777" notitle, \\
                                data using 3:1:3:5:($1 - 0.3):($1 + 0.3) with boxxyerror linecolor rgb "#56B4E9" notitle, \\
                                data using 4:1 with points pointtype 7 linecolor rgb "#000000" notitle
                            """)
                ]))
    }
}
