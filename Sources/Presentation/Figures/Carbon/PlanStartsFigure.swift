import Experiments
import Reproducibility

/// Emissions of full participation by the week in which an experiment begins.
public struct PlanStartsFigure: PlanFigure {
    public static let kind = "plan-starts"
    public static let abstract = "emissions of full participation by the week in which an experiment begins"

    public init() {}

    public func draw(_ plan: CarbonPlan, on sheet: FigureSheet) -> Figure {
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
        let seconds = plan.starts.map { Double($0.start.secondsSinceEpoch) }
        let dates = plan.starts.map { start in
            (
                place: Double(start.start.secondsSinceEpoch),
                label: "\(start.start.date.day) \(monthNames[start.start.date.month - 1])"
            )
        }
        let years = Set(plan.starts.map(\.start.date.year)).sorted()
        let (first, last) = (seconds.min() ?? 0, seconds.max() ?? 1)
        let margin = max(1, last - first) * 0.03
        return Figure(
            sheet,
            caption:
                "Emissions if every site takes part in all \(plan.rounds) rounds of \(plan.experiment), by the week "
                + "in which it begins. Filled circle: as declared; triangles: cheapest and most expensive week.",
            blocks: [all, ends, own],
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(
                    [
                        .init("as declared", .marker(MethodStyle(color: "#000000", pointType: 7, dashType: 1))),
                        .init(
                            "cheapest and most expensive week",
                            .marker(MethodStyle(color: "#D55E00", pointType: 9, dashType: 1))),
                    ], width: sheet.width),
                x: .places(dates, from: first - margin, to: last + margin),
                xTitle: "start, UTC, " + years.map(String.init).joined(separator: " to "),
                panels: [
                    .init(
                        axis: .numbers(
                            plan.starts.map(\.fullParticipationGrams) + [plan.fullParticipationGrams], from: 0),
                        title: "full participation, gCO₂eq", height: 3.6,
                        plot: """
                            plot data index 0 using 1:2 with lines linewidth 1.3 linecolor rgb "#0072B2" notitle, \\
                                data index 1 using 1:2 with points pointtype 9 pointsize 0.7 linecolor rgb "#D55E00" notitle, \\
                                data index 2 using 1:2 with points pointtype 7 pointsize 0.7 linecolor rgb "#000000" notitle
                            """)
                ]))
    }
}
