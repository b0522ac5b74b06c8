import CarbonAccounting

/// Grams of recorded runs as they were, at the best start, in the best region, and both.
public struct PlanWorkFigure: WorkFigure {
    public static let kind = "plan-work"
    public static let abstract = "recorded runs as they were, at the best start, in the best region, and both"
    /// More rows than these do not fit a page.
    private static let shown = 30

    public init() {}

    public func draw(_ plan: WorkPlan, name: String) -> Figure {
        let choices: [(title: String, choice: KeyPath<WorkPlan.Run, WorkPlan.Choice>, style: String)] = [
            ("as it was", \.asItWas, "pointtype 7 linecolor rgb \"#000000\""),
            ("best start", \.bestStart, "pointtype 9 linecolor rgb \"#0072B2\""),
            ("best region", \.bestZone, "pointtype 13 linecolor rgb \"#D55E00\""),
            ("both", \.best, "pointtype 6 linecolor rgb \"#009E73\""),
        ]
        let rows = plan.runs.sorted { $0.asItWas.grams > $1.asItWas.grams }.prefix(Self.shown)
        var block = DataBlock("grams by run", columns: ["row"] + choices.map(\.title))
        for (index, run) in rows.enumerated() {
            block.append([Double(rows.count - index)] + choices.map { run[keyPath: $0.choice].grams })
        }
        let legend = FigureLegend(choices.map(\.title))
        let plots = choices.enumerated().map { index, choice in
            "data using \(index + 2):1 with points \(choice.style) title \(choice.title.gnuplotQuoted)"
        }
        let most = max(rows.map(\.asItWas.grams).max() ?? 0, 1e-9)
        let labels = rows.enumerated().map { "\("\($1.name), \($1.asItWas.zone)".gnuplotTicLabel) \(rows.count - $0)" }
        func total(_ choice: KeyPath<WorkPlan.Run, WorkPlan.Choice>) -> String {
            plan.total(choice).formatted(decimals: 1)
        }
        let days = plan.days.formatted(decimals: plan.days == plan.days.rounded() ? 0 : 2)
        return Figure(
            name: name,
            caption:
                "Emissions of \(rows.count == plan.runs.count ? "" : "the \(rows.count) largest of ")\(plan.runs.count) recorded runs on "
                + "\(plan.kind.rawValue) intensity (scope \(plan.scope.rawValue)): as they were, started up to \(days) days later, "
                + "in the best of \(plan.zones.count) zones, and both. Totals: \(total(\.asItWas)), \(total(\.bestStart)), "
                + "\(total(\.bestZone)), \(total(\.best)) g. Source: \(plan.source).",
            heightCentimetres: legend.heightCentimetres - 2.6 + 0.42 * Double(max(rows.count, 3)), blocks: [block],
            commands: """
                \(legend.commands)
                set ytics (\(labels.joined(separator: ", "))) scale 0
                set yrange [0.3:\(rows.count).7]
                set xrange [0:\(most * 1.05)]
                set xtics \(ticStep(most, atMost: 3))
                set grid xtics noytics
                set xlabel "carbon, gCO₂eq"
                plot data using 5:1:($2 - $5):(0) with vectors nohead linewidth 0.8 linecolor rgb "#bbbbbb" notitle, \\
                    \(plots.joined(separator: ", \\\n    "))
                """)
    }
}
