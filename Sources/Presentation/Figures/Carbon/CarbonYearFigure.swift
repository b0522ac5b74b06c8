import CarbonAccounting
import Reproducibility

/// Every hour of every day of a carbon intensity trace as colour, a panel for each zone.
public struct CarbonYearFigure: TraceFigure {
    public static let kind = "carbon-year"
    public static let abstract = "heat map of hour by day over a whole trace, a panel for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, on sheet: FigureSheet
    ) throws -> Figure {
        let first = trace.start.adding(seconds: -trace.start.secondOfDay)
        let days = (trace.end.secondsSinceEpoch - first.secondsSinceEpoch + 86_399) / 86_400
        var panels: [Panel] = []
        for (zone, index) in zip(zones, try indices(of: zones, in: trace)) {
            panels.append(Panel(trace, zone: zone, index: index, first: first, days: days))
        }
        panels.removeAll(where: \.isEmpty)
        guard !panels.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no zone has an hour with a value")
        }
        panels.sort { $0.mean < $1.mean }
        let columns = min(panels.count, max(1, Int(saturating: sheet.width / 4)))
        let rows = (panels.count + columns - 1) / columns
        // As high as a page at most; above each panel the line of its name.
        let (gap, head, foot) = (0.42, 0.45, 1.0)
        let height = max(0.6, min(1.5, 22 / Double(rows) - gap))
        let canvas = FigureCanvas(width: sheet.width, height: head + foot + Double(rows) * (height + gap))
        let y = FigureAxis.places([0, 6, 12, 18].map { (Double($0), "\($0)") }, from: -0.5, to: 23.5)
        let yTics = y.placed(along: height, isVertical: true)
        let left = 0.12 + TextExtent.lineHeight + 0.1 + TextExtent.widest(yTics.map(\.label)) + 0.15
        let width = (canvas.width - 0.25 - left - 0.25 * Double(columns - 1)) / Double(columns)
        let x = FigureAxis.places(Self.tics(from: first, days: days), from: -0.5, to: Double(days) - 0.5)
        // A label that reaches over its panel would meet that of the next.
        let xTics = x.placed(along: width, isVertical: false).filter {
            let (middle, half) = (x.position($0.place) * width, TextExtent.width($0.label) / 2)
            return middle >= half - 0.05 && middle + half <= width + 0.05
        }
        let plots = panels.enumerated().map { index, panel in
            let (row, column) = (index / columns, index % columns)
            let top = head + gap + Double(row) * (height + gap)
            let from = left + Double(column) * (width + 0.25)
            let isLast = index + columns >= panels.count
            let range = "  \(panel.low.formatted(decimals: 0))–\(panel.high.formatted(decimals: 0))"
            let name = TextExtent.shortened(panel.block.title, to: width - TextExtent.width(range)) + range
            return """
                \(canvas.frame(left: from, right: from + width, top: top, bottom: top + height))
                \(y.commands("y", tics: column == 0 ? yTics : yTics.map { ($0.place, "") }))
                \(x.commands("x", tics: isLast ? xTics : xTics.map { ($0.place, "") }))
                \(canvas.label(name, x: from, y: top - 0.17, .left))
                set cbrange [\(panel.low):\(panel.high > panel.low ? panel.high : panel.low + 1)]
                plot data index \(index) matrix using 2:1:3 with image notitle
                unset label
                unset colorbox
                """
        }
        let last = trace.end.adding(seconds: -1).date.year
        let years = first.date.year == last ? "\(last)" : "\(first.date.year) to \(last)"
        let bar = canvas.width / 2 - 1.1
        return Figure(
            sheet,
            caption:
                "Carbon intensity by hour of the day (upwards, UTC) and day, \(first.description.prefix(10)) to "
                + "\(trace.end.description.prefix(10)), the cleanest zone first. Each zone has its own colours, from the 5 % to the 95 % "
                + "quantile of its hours, which stand beside its name in gCO₂eq/kWh. Source: \(trace.source).",
            heightCentimetres: canvas.height, blocks: panels.map(\.block),
            commands: """
                set multiplot
                unset key
                unset grid
                set border 15
                set style fill solid
                set palette defined (0 "#ffffe5", 1 "#fee391", 2 "#fe9929", 3 "#cc4c02", 4 "#662506")
                set colorbox user horizontal origin screen \(canvas.x(bar)), screen \(canvas.y(0.3)) \\
                    size screen \(canvas.x(1.6)), screen \(0.18 / canvas.height)
                unset cbtics
                \(canvas.label("5 %", x: bar - 0.1, y: 0.21, .right))
                \(canvas.label("95 % of a zone", x: bar + 1.7, y: 0.21, .left))
                \(canvas.upright("hour of the day, UTC", x: 0.12 + TextExtent.lineHeight / 2, y: head + (canvas.height - head - foot) / 2))
                \(canvas.centered(years, x: (left + canvas.width) / 2, y: canvas.height - 0.22))
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }

    /// The middle of every month, of every third one in a year, or days where there are few.
    private static func tics(from first: UTCInstant, days: Int) -> [(place: Double, label: String)] {
        let months = max(1, days / 120)
        return (0..<days).compactMap { day in
            let date = first.adding(seconds: day * 86_400).date
            let month = monthNames[date.month - 1]
            if days > 45 { return date.day == 15 && (date.month + 1) % months == 0 ? (Double(day), month) : nil }
            return (Double(day), "\(date.day) \(month)")
        }
    }
}

/// A zone's hours, a row for each day.
private struct Panel {
    var block: DataBlock
    /// 5 % and 95 % of the hours are below.
    let low, high: Double
    let mean: Double
    let isEmpty: Bool

    init(_ trace: CarbonTrace, zone: String, index: Int, first: UTCInstant, days: Int) {
        block = DataBlock(zone, columns: (0..<24).map { "h\($0)" })
        var values: [Double] = []
        for day in 0..<days {
            let row = (0..<24).map { hour in
                try? trace.mean(zone: index, from: first.adding(seconds: day * 86_400 + hour * 3600), seconds: 3600)
            }
            values += row.compactMap(\.self)
            // In a matrix gnuplot takes NaN for missing.
            block.rows.append(row.map { $0.map(\.description) ?? "NaN" })
        }
        values.sort()
        func quantile(_ part: Double) -> Double {
            values.isEmpty ? 0 : values[Int(saturating: (part * Double(values.count - 1)).rounded())]
        }
        (low, high) = (quantile(0.05), quantile(0.95))
        mean = values.reduce(0, +) / Double(max(1, values.count))
        isEmpty = values.isEmpty
    }
}
