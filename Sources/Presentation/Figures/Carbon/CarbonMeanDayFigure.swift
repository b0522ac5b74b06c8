import CarbonAccounting
import Reproducibility

/// The mean of each hour of the day (UTC) over a whole carbon intensity trace.
public struct CarbonMeanDayFigure: TraceFigure {
    public static let kind = "carbon-mean-day"
    public static let abstract = "mean intensity by hour of the day (UTC), a line for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, on sheet: FigureSheet
    ) throws -> Figure {
        let indices = try indices(of: zones, in: trace)
        let blocks = zip(zones, indices).map { zone, index in
            // Half hours as half hours.
            let length = max(300, min(3600, trace.stepSeconds))
            let bins = 86_400 / length
            var (sums, counts) = ([Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins))
            for (step, value) in trace.series(zone: index).enumerated() where value.isFinite {
                let bin = min(bins - 1, trace.start.adding(seconds: step * trace.stepSeconds).secondOfDay / length)
                sums[bin] += value
                counts[bin] += 1
            }
            var block = DataBlock(zone, columns: ["hour", "g_per_kWh"])
            for bin in 0..<bins where counts[bin] > 0 {
                block.append([(Double(bin) + 0.5) * 24 / Double(bins), sums[bin] / counts[bin]])
            }
            return block
        }
        let caption =
            "Mean carbon intensity by hour of the day from \(trace.start) to \(trace.end). Source: \(trace.source)."
        // More curves than that in one panel hide each other.
        guard zones.count <= 10 else {
            return ZonePanels(blocks: blocks, isMarkable: false).figure(
                on: sheet, caption: caption, length: 24, tics: [0, 6, 12, 18].map { ($0, "\(Int($0))") },
                xTitle: "hour of the day, UTC")
        }
        let curves = zones.indices.map { index in
            "data index \(index) using 1:2 with lines linewidth 1.3 \(MethodStyle.slot(index).line) notitle, \\\n"
                + "    data index \(index) using 1:2 every \(max(1, blocks[index].rows.count / 4))::\(index % 6) with points \(MethodStyle.slot(index).points) notitle"
        }
        let values = blocks.flatMap { $0.rows.compactMap { Double($0[1]) } }
        return Figure(
            sheet, caption: caption, blocks: blocks,
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(
                    zones.enumerated().map { .init($1, .curve(MethodStyle.slot($0))) }, width: sheet.width),
                x: .places([0, 6, 12, 18, 24].map { ($0, "\(Int($0))") }, from: 0, to: 24),
                xTitle: "hour of the day, UTC",
                panels: [
                    .init(
                        axis: .numbers(values, from: 0), title: "carbon intensity, gCO₂eq/kWh", height: 4.2,
                        plot: plotCommand(curves))
                ]))
    }
}
