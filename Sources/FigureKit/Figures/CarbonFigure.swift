import CarbonAccounting
import Foundation

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
        let labels = (0..<7).map { day in
            let date = start.adding(seconds: day * 86_400)
            return "\"\(date.date.day).\(date.date.month).\" \(Double(day) + 0.5)"
        }
        return lines(
            blocks, name: name, xlabel: "\(start.date.year), UTC",
            commands: "set xrange [0:7]\nset xtics 1 format \"\"",
            extra: "set x2range [0:7]\nset xtics (\(labels.joined(separator: ", "))) scale 0 format \"%g\"",
            caption: "Carbon intensity of the grids in the week from \(start). Source: \(trace.source).")
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
        return lines(
            blocks, name: name, xlabel: "hour of the day, UTC", commands: "set xrange [0:24]", extra: "set xtics 6",
            caption: "Mean carbon intensity by hour of the day from \(trace.start) to \(trace.end). "
                + "Source: \(trace.source).")
    }

    private func lines(
        _ blocks: [DataBlock], name: String, xlabel: String, commands: String, extra: String, caption: String
    ) -> Figure {
        let legend = FigureLegend(blocks.map(\.title))
        let plots = blocks.enumerated().map { index, block in
            let style = MethodStyle.slot(index)
            return "data index \(index) using 1:2 with lines linewidth 1.3 \(style.line) title "
                + block.title.gnuplotQuoted
        }
        return Figure(
            name: name, caption: caption, heightCentimetres: legend.heightCentimetres, blocks: blocks,
            commands: """
                \(legend.commands)
                \(commands)
                \(extra)
                set yrange [0:*]
                set xlabel \(xlabel.gnuplotQuoted)
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
        let labels = rows.enumerated().map { "\($1.zone.gnuplotQuoted) \(rows.count - $0)" }
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
