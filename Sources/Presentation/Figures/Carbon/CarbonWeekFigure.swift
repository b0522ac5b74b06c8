import CarbonAccounting
import Reproducibility

/// A week of a carbon intensity trace, a panel for each zone.
public struct CarbonWeekFigure: TraceFigure {
    public static let kind = "carbon-week"
    public static let abstract = "a week of a carbon intensity trace, a panel for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, name: String
    ) throws -> Figure {
        let indices = try indices(of: zones, in: trace)
        let blocks = try zip(zones, indices).map { zone, index in
            var block = DataBlock(zone, columns: ["days", "g_per_kWh", "marked_g_per_kWh"])
            for hour in 0..<168 {
                let value = try trace.mean(zone: index, from: start.adding(seconds: hour * 3600), seconds: 3600)
                let isMarked = !trace.marks(zone: index, from: start.adding(seconds: hour * 3600), seconds: 3600)
                    .isEmpty
                block.append([(Double(hour) + 0.5) / 24, value, isMarked ? value : nil])
            }
            return block
        }
        return smallMultiples(blocks, name: name, start: start, source: trace.source)
    }

    /// Two columns of panels on the same axes, the cleanest zone first: ten curves in one panel hide each other.
    private func smallMultiples(_ blocks: [DataBlock], name: String, start: UTCInstant, source: String) -> Figure {
        func values(_ block: DataBlock) -> [Double] { block.rows.compactMap { Double($0[1]) } }
        let ordered = blocks.sorted { values($0).reduce(0, +) < values($1).reduce(0, +) }
        let columns = min(2, ordered.count)
        let rows = (ordered.count + columns - 1) / columns
        let (panel, gap, head, foot) = (1.25, 0.2, 0.35, 0.85)
        let height = head + foot + Double(rows) * (panel + gap)
        let (left, right) = (0.15, 0.985)
        let width = (right - left - 0.03 * Double(columns - 1)) / Double(columns)
        let most = ordered.flatMap(values).max() ?? 1
        let labels = stride(from: 0, to: 7, by: 2).map { day in
            let date = start.adding(seconds: day * 86_400).date
            return "\"\(date.day).\(date.month).\" \(Double(day) + 0.5)"
        }
        let plots = ordered.enumerated().map { index, block in
            let (row, column) = (index / columns, index % columns)
            let panelTop = 1 - (head + Double(row) * (panel + gap)) / height
            let panelLeft = left + Double(column) * (width + 0.03)
            let isLast = index + columns >= ordered.count
            return """
                set tmargin at screen \(panelTop)
                set bmargin at screen \(panelTop - panel / height)
                set lmargin at screen \(panelLeft)
                set rmargin at screen \(panelLeft + width)
                set format y "\(column == 0 ? "%g" : "")"
                \(isLast ? "set xtics (\(labels.joined(separator: ", ")))" : "set format x \"\"")
                set label 1 \(block.title.gnuplotQuoted) at graph 0.97, graph 0.88 right
                plot data index \(index) using 1:2 with filledcurves y1=0 linecolor rgb "#0072B2" notitle, \\
                    data index \(index) using 1:2 with lines linewidth 1.2 linecolor rgb "#0072B2" notitle, \\
                    data index \(index) using 1:3 with points pointtype 7 pointsize 0.2 linecolor rgb "#D55E00" notitle
                \(index == 0 ? "unset label 2\nunset label 3" : "")
                """
        }
        let isMarked = ordered.contains { $0.rows.contains { $0[2] != "?" } }
        return Figure(
            name: name,
            caption: "Carbon intensity of the grids in the week from \(start), the cleanest first"
                + (isMarked ? "; points: hours that are estimated, imputed, clipped or filled" : "")
                + ". Source: \(source).",
            heightCentimetres: height, blocks: ordered,
            commands: """
                set multiplot
                set xrange [0:7]
                set yrange [0:\(most * 1.35)]
                set ytics \(ticStep(most, atMost: 2))
                set xtics 1 format ""
                unset key
                set label 2 "carbon intensity, gCO₂eq/kWh" at screen 0.025, screen 0.5 center rotate
                set label 3 "\(start.date.year), UTC" at screen \((left + right) / 2), screen \(0.25 / height) center
                \(plots.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
