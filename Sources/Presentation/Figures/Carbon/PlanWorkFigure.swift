import CarbonAccounting

/// Grams of recorded runs as they were, at the best start, in the best region, and both.
public struct PlanWorkFigure: WorkFigure {
    public static let kind = "plan-work"
    public static let abstract = "recorded runs as they were, at the best start, in the best region, and both"
    /// More rows than these do not fit a page.
    private static let shown = 30

    public init() {}

    public func draw(_ plan: WorkPlan, on sheet: FigureSheet) -> Figure {
        let choices: [(title: String, choice: KeyPath<WorkPlan.Run, WorkPlan.Choice>, style: MethodStyle)] = [
            ("as it was", \.asItWas, MethodStyle(color: "#000000", pointType: 7, dashType: 1)),
            ("best start", \.bestStart, MethodStyle(color: "#0072B2", pointType: 9, dashType: 1)),
            ("best region", \.bestZone, MethodStyle(color: "#D55E00", pointType: 13, dashType: 1)),
            ("both", \.best, MethodStyle(color: "#009E73", pointType: 6, dashType: 1)),
        ]
        let rows = plan.runs.sorted { $0.asItWas.grams > $1.asItWas.grams }.prefix(Self.shown)
        var block = DataBlock("grams by run", columns: ["row"] + choices.map(\.title))
        for (index, run) in rows.enumerated() {
            block.append([Double(rows.count - index)] + choices.map { run[keyPath: $0.choice].grams })
        }
        let points = choices.enumerated().map { index, choice in
            "data using \(index + 2):1 with points \(choice.style.points) notitle"
        }
        func total(_ choice: KeyPath<WorkPlan.Run, WorkPlan.Choice>) -> String {
            plan.total(choice).formatted(decimals: 1)
        }
        let days = plan.days.formatted(decimals: plan.days == plan.days.rounded() ? 0 : 2)
        return Figure(
            sheet,
            caption:
                "Emissions of \(rows.count == plan.runs.count ? "" : "the \(rows.count) largest of ")\(plan.runs.count) recorded runs on "
                + "\(plan.kind.rawValue) intensity (scope \(plan.scope.rawValue)): as they were, started up to \(days) days later, "
                + "in the best of \(plan.zones.count) zones, and both. Totals: \(total(\.asItWas)), \(total(\.bestStart)), "
                + "\(total(\.bestZone)), \(total(\.best)) g. Source: \(plan.source).",
            blocks: [block],
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(choices.map { .init($0.title, .marker($0.style)) }, width: sheet.width),
                x: .numbers(rows.map(\.asItWas.grams), from: 0), xTitle: "carbon, gCO₂eq",
                panels: [
                    .init(
                        axis: .names(rows.map { "\($0.name), \($0.asItWas.zone)" }, widest: sheet.width * 0.4),
                        title: "", height: 0.36 * Double(rows.count) + 0.15,
                        plot: """
                            set grid xtics noytics
                            plot data using 5:1:($2 - $5):(0) with vectors nohead linewidth 0.8 linecolor rgb "#bbbbbb" notitle, \\
                                \(points.joined(separator: ", \\\n    "))
                            """)
                ]))
    }
}
