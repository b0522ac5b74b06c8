import CarbonAccounting
import Reproducibility

/// The mean of each hour of the day (UTC) over a whole carbon intensity trace.
public struct CarbonMeanDayFigure: TraceFigure {
    public static let kind = "carbon-mean-day"
    public static let abstract = "mean intensity by hour of the day (UTC), a line for each zone"

    public init() {}

    public func draw(
        _ trace: CarbonTrace, zones: [String], start: UTCInstant, name: String
    ) throws -> Figure {
        let indices = try indices(of: zones, in: trace)
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
}
