import Experiments
import Reproducibility

/// Emissions of full participation by the week in which an experiment begins.
public struct PlanStartsFigure: PlanFigure {
    public static let kind = "plan-starts"
    public static let abstract = "emissions of full participation by the week in which an experiment begins"

    public init() {}

    public func draw(_ plan: CarbonPlan, name: String) -> Figure {
        func point(_ start: CarbonPlan.Start) -> [Double?] {
            [Double(start.start.secondsSinceEpoch), start.fullParticipationGrams]
        }
        var all = DataBlock("every start", columns: ["seconds_since_1970", "full_participation_g"])
        for start in plan.starts { all.append(point(start)) }
        var ends = DataBlock("cheapest and most expensive start", columns: all.columns)
        ends.append(point(plan.cheapestStart))
        ends.append(point(plan.mostExpensiveStart))
        var own = DataBlock("declared start", columns: all.columns)
        own.append([Double(plan.start.secondsSinceEpoch), plan.fullParticipationGrams])
        // About five labels, a whole number of weeks apart.
        let seconds = plan.starts.map(\.start.secondsSinceEpoch)
        let weeks = max(1, ((seconds.max() ?? 0) - (seconds.min() ?? 0)) / (5 * 604_800))
        return Figure(
            name: name,
            caption:
                "Emissions if every site takes part in all \(plan.rounds) rounds of \(plan.experiment), by the week "
                + "in which it begins. Filled circle: as declared; triangles: cheapest and most expensive week.",
            heightCentimetres: 5, blocks: [all, ends, own],
            commands: """
                unset key
                set xdata time
                set timefmt "%s"
                set format x "%d %b"
                set xtics \(weeks * 604_800)
                set xlabel "start, UTC"
                set ylabel "full participation, gCO₂eq"
                set yrange [0:*]
                plot data index 0 using 1:2 with lines linewidth 1.3 linecolor rgb "#0072B2", \\
                    data index 1 using 1:2 with points pointtype 9 pointsize 0.7 linecolor rgb "#D55E00", \\
                    data index 2 using 1:2 with points pointtype 7 pointsize 0.7 linecolor rgb "#000000"
                """)
    }
}
