import BenchmarkKit
import CarbonAccounting
import Coresets
import Documents
import Experiments
import Foundation
import LinearAlgebra
import Reproducibility
import SiteSelection

/// The figures that are drawn from a carbon intensity trace alone.
public enum CarbonFigure: String, Sendable, CaseIterable {
    case week
    case meanDay = "mean-day"
    case distribution

    /// One line for lists and help.
    public var abstract: String {
        switch self {
        case .week: "a week of the trace, a line for each zone"
        case .meanDay: "mean by hour of the day (UTC), a line for each zone"
        case .distribution: "median, quartiles and 5 % to 95 % range of each zone"
        }
    }

    /// The figure of some zones.
    ///
    /// - Parameters:
    ///   - zones: at least one name; in the order of the legend.
    ///   - start: the first instant of the week; the other figures use the whole trace.
    ///   - name: stem of the files.
    /// - Throws: `TraceError` for an unknown zone or a week outside the trace.
    public func figure(of trace: CarbonTrace, zones: [String], start: UTCInstant, name: String) throws -> Figure {
        precondition(!zones.isEmpty, "a figure of no zone")
        let indices = try zones.map { try trace.zoneIndex($0) }
        return switch self {
        case .week: try week(trace, zones, indices, start: start, name: name)
        case .meanDay: meanDay(trace, zones, indices, name: name)
        case .distribution: distribution(trace, zones, indices, name: name)
        }
    }

    private func week(
        _ trace: CarbonTrace, _ zones: [String], _ indices: [Int], start: UTCInstant, name: String
    ) throws -> Figure {
        let blocks = try zip(zones, indices).map { zone, index in
            var block = DataBlock(zone, columns: ["days", "g_per_kWh"])
            for hour in 0..<168 {
                let value = try trace.mean(zone: index, from: start.adding(seconds: hour * 3600), seconds: 3600)
                block.append([(Double(hour) + 0.5) / 24, value])
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
                    data index \(index) using 1:2 with lines linewidth 1.2 linecolor rgb "#0072B2" notitle
                \(index == 0 ? "unset label 2\nunset label 3" : "")
                """
        }
        return Figure(
            name: name,
            caption: "Carbon intensity of the grids in the week from \(start), the cleanest first. Source: \(source).",
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

    private func meanDay(_ trace: CarbonTrace, _ zones: [String], _ indices: [Int], name: String) -> Figure {
        let blocks = zip(zones, indices).map { zone, index in
            var (sums, counts) = ([Double](repeating: 0, count: 24), [Double](repeating: 0, count: 24))
            for (step, value) in trace.series(zone: index).enumerated() where value.isFinite {
                let hour = trace.start.adding(seconds: step * trace.stepSeconds).secondOfDay / 3600
                sums[hour] += value
                counts[hour] += 1
            }
            var block = DataBlock(zone, columns: ["hour", "g_per_kWh"])
            for hour in 0..<24 where counts[hour] > 0 { block.append([Double(hour) + 0.5, sums[hour] / counts[hour]]) }
            return block
        }
        let legend = FigureLegend(zones)
        let plots = zones.enumerated().map { index, zone in
            "data index \(index) using 1:2 with lines linewidth 1.3 \(MethodStyle.slot(index).line) title "
                + zone.gnuplotQuoted
        }
        return Figure(
            name: name,
            caption: "Mean carbon intensity by hour of the day from \(trace.start) to \(trace.end). "
                + "Source: \(trace.source).",
            heightCentimetres: legend.heightCentimetres, blocks: blocks,
            commands: """
                \(legend.commands)
                set xrange [0:24]
                set xtics 6
                set yrange [0:*]
                set xlabel "hour of the day, UTC"
                set ylabel "carbon intensity, gCO₂eq/kWh"
                \(plotCommand(plots))
                """)
    }

    private func distribution(_ trace: CarbonTrace, _ zones: [String], _ indices: [Int], name: String) -> Figure {
        var rows: [(zone: String, quantiles: [Double])] = []
        for (zone, index) in zip(zones, indices) {
            let values = trace.series(zone: index).filter(\.isFinite).sorted()
            guard !values.isEmpty else { continue }
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map { values[Int(($0 * Double(values.count - 1)).rounded())] }
            rows.append((zone, quantiles))
        }
        rows.sort { $0.quantiles[2] < $1.quantiles[2] }
        var block = DataBlock("quantiles by zone", columns: ["row", "q05", "q25", "median", "q75", "q95"])
        for (index, row) in rows.enumerated() { block.append([Double(rows.count - index)] + row.quantiles) }
        let labels = rows.enumerated().map { "\($1.zone.gnuplotTicLabel) \(rows.count - $0)" }
        return Figure(
            name: name,
            caption:
                "Carbon intensity from \(trace.start) to \(trace.end): median, quartiles (bar) and 5 % to 95 % (line) "
                + "of each zone. Source: \(trace.source).",
            heightCentimetres: 1.5 + 0.34 * Double(rows.count), blocks: [block],
            commands: """
                set ytics (\(labels.joined(separator: ", "))) scale 0
                set yrange [0.3:\(rows.count).7]
                set xrange [0:*]
                set grid xtics noytics
                set style fill solid 0.9 noborder
                set xlabel "carbon intensity, gCO₂eq/kWh"
                unset key
                plot data using 2:1:($6 - $2):(0) with vectors nohead linewidth 1.2 linecolor rgb "#777777", \\
                    data using 3:1:3:5:($1 - 0.3):($1 + 0.3) with boxxyerror linecolor rgb "#56B4E9", \\
                    data using 4:1 with points pointtype 7 linecolor rgb "#000000"
                """)
    }
}
