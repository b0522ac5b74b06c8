import CarbonAccounting
import Reproducibility

/// A week of a carbon intensity trace, a panel for each zone.
public struct CarbonWeekFigure: TraceFigure {
    public static let kind = "carbon-week"
    public static let abstract = "a week of a carbon intensity trace, a panel for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, on sheet: FigureSheet
    ) throws -> Figure {
        let indices = try indices(of: zones, in: trace)
        let blocks = try zip(zones, indices).map { zone, index in
            var block = DataBlock(zone, columns: ["days", "g_per_kWh", "marked_g_per_kWh"])
            // Half hours as half hours.
            let step = min(3600, trace.stepSeconds)
            for second in stride(from: 0, to: 7 * 86_400, by: step) {
                let from = start.adding(seconds: second)
                let value = try trace.mean(zone: index, from: from, seconds: step)
                let isMarked = !trace.marks(zone: index, from: from, seconds: step).isEmpty
                block.append([(Double(second) + Double(step) / 2) / 86_400, value, isMarked ? value : nil])
            }
            return block
        }
        return ZonePanels(blocks: blocks, isMarkable: true).figure(
            on: sheet,
            caption: "Carbon intensity of the grids in the week from \(start), the cleanest first"
                + (blocks.contains { $0.rows.contains { $0[2] != "?" } }
                    ? "; points: hours that are estimated, imputed, clipped or filled" : "")
                + ". Source: \(trace.source).",
            length: 7,
            tics: stride(from: 1, to: 7, by: 2).map { day in
                let date = start.adding(seconds: day * 86_400).date
                return (Double(day) + 0.5, "\(date.day) \(monthNames[date.month - 1])")
            },
            xTitle: "\(start.date.year), UTC")
    }
}

let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
