import CarbonAccounting
import Reproducibility

/// Every hour of every day of a carbon intensity trace as colour, a panel for each zone.
public struct CarbonYearFigure: TraceFigure {
    public static let kind = "carbon-year"
    public static let abstract = "heat map of hour by day over a whole trace, a panel for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, name: String
    ) throws -> Figure {
        let first = trace.start.adding(seconds: -trace.start.secondOfDay)
        let days = (trace.end.secondsSinceEpoch - first.secondsSinceEpoch + 86_399) / 86_400
        let hours = (0..<24).map { "h\($0)" }
        var panels: [(block: DataBlock, low: Double, high: Double, mean: Double)] = []
        for (zone, index) in zip(zones, try indices(of: zones, in: trace)) {
            var block = DataBlock(zone, columns: hours)
            var values: [Double] = []
            for day in 0..<days {
                let row = hours.indices.map { hour -> Double? in
                    try? trace.mean(
                        zone: index, from: first.adding(seconds: day * 86_400 + hour * 3600), seconds: 3600)
                }
                values += row.compactMap(\.self)
                // In a matrix gnuplot takes NaN for missing.
                block.rows.append(row.map { $0.map(\.description) ?? "NaN" })
            }
            guard !values.isEmpty else { continue }
            values.sort()
            func quantile(_ part: Double) -> Double {
                values[Int(saturating: (part * Double(values.count - 1)).rounded())]
            }
            panels.append((block, quantile(0.05), quantile(0.95), values.reduce(0, +) / Double(values.count)))
        }
        guard !panels.isEmpty else {
            throw FigureError.nothingToShow(figure: Self.kind, reason: "no zone has an hour with a value")
        }
        panels.sort { $0.mean < $1.mean }
        let columns = min(2, panels.count)
        let rows = (panels.count + columns - 1) / columns
        let (panel, gap, head, foot) = (1.5, 0.45, 0.5, 1.05)
        let height = head + foot + Double(rows) * (panel + gap)
        let (left, right, between) = (0.125, 0.985, 0.04)
        let width = (right - left - between * Double(columns - 1)) / Double(columns)
        let plots = panels.enumerated().map { index, it in
            let (row, column) = (index / columns, index % columns)
            let top = 1 - (head + gap + Double(row) * (panel + gap)) / height
            let panelLeft = left + Double(column) * (width + between)
            let isLast = index + columns >= panels.count
            // One colour where all values are one.
            let high = it.high > it.low ? it.high : it.low + 1
            return """
                set tmargin at screen \(top)
                set bmargin at screen \(top - panel / height)
                set lmargin at screen \(panelLeft)
                set rmargin at screen \(panelLeft + width)
                set format y "\(column == 0 ? "%g" : "")"
                set xtics (\(Self.ticks(from: first, days: days, labelled: isLast)))
                set label 1 \("\(it.block.title)  \(it.low.formatted(decimals: 0))–\(it.high.formatted(decimals: 0))".gnuplotQuoted) \\
                    at graph 0, graph 1.1 left font ",6"
                set cbrange [\(it.low):\(high)]
                plot data index \(index) matrix using 2:1:3 with image notitle
                \(index == 0 ? "unset colorbox\nunset label 2\nunset label 3\nunset label 4\nunset label 5" : "")
                """
        }
        let last = trace.end.adding(seconds: -1).date.year
        let years = first.date.year == last ? "\(last)" : "\(first.date.year) to \(last)"
        return Figure(
            name: name,
            caption:
                "Carbon intensity by hour of the day (upwards, UTC) and day, \(first.description.prefix(10)) to "
                + "\(trace.end.description.prefix(10)), the cleanest zone first. Each zone has its own colours, from the 5 % to the 95 % "
                + "quantile of its hours, which stand beside its name in gCO₂eq/kWh. Source: \(trace.source).",
            heightCentimetres: height, blocks: panels.map(\.block),
            commands: """
                set multiplot
                set palette defined (0 "#ffffe5", 1 "#fee391", 2 "#fe9929", 3 "#cc4c02", 4 "#662506")
                set style fill solid
                set colorbox user horizontal origin screen 0.4, screen \(1 - 0.4 / height) size screen 0.2, screen \(0.18 / height)
                unset cbtics
                set label 4 "5 % " at screen 0.4, screen \(1 - 0.31 / height) right
                set label 5 " 95 % of a zone" at screen 0.6, screen \(1 - 0.31 / height) left
                set border 15
                set xrange [-0.5:\(Double(days) - 0.5)]
                set yrange [-0.5:23.5]
                set ytics (0, 6, 12, 18)
                unset grid
                unset key
                set label 2 "hour of the day, UTC" at screen 0.02, screen 0.5 center rotate
                set label 3 "\(years)" at screen \((left + right) / 2), screen \(0.2 / height) center
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }

    /// The first of a month every few months, or days where there are few.
    private static func ticks(from first: UTCInstant, days: Int, labelled: Bool) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let months = max(1, (days / 30 + 3) / 4)
        let dates = (0..<days).map { first.adding(seconds: $0 * 86_400).date }
        let shown = dates.indices.filter {
            days > 45
                ? dates[$0].day == 1 && (dates[$0].month - 1) % min(12, months) == 0
                : $0 % max(1, days / 5) == 0
        }
        return shown.map { day in
            let date = dates[day]
            let text = days > 45 ? names[date.month - 1] : "\(date.day).\(date.month)."
            return "\"\(labelled ? text : "")\" \(day)"
        }.joined(separator: ", ")
    }
}
