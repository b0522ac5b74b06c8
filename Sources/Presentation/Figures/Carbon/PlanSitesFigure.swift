import Experiments

/// Grams of each site under full participation and under each planned method.
public struct PlanSitesFigure: PlanFigure {
    public static let kind = "plan-sites"
    public static let abstract = "emissions of each site under full participation and each planned method"

    public init() {}

    public func draw(_ plan: CarbonPlan, on sheet: FigureSheet) -> Figure {
        let styles = MethodStyle.styles(of: plan.methods.map { ($0.name, $0.policyKind) })
        let names = plan.methods.map(\.name)
        var block = DataBlock("grams by site", columns: ["row", "full participation"] + names)
        for site in plan.sites.indices {
            block.append(
                [Double(plan.sites.count - site), plan.sites[site].fullParticipationGrams]
                    + plan.methods.map { $0.siteGrams[site] })
        }
        let bars =
            "data using (0):1:(0):2:($1 - 0.3):($1 + 0.3) with boxxyerror fillstyle solid 0.9 noborder "
            + "linecolor rgb \"#cccccc\" notitle"
        let points = names.enumerated().map { index, name in
            "data using \(index + 3):1 with points \((styles[name] ?? .slot(0)).points) notitle"
        }
        let grams = block.rows.flatMap { $0[1...].compactMap { Double($0) } }
        return Figure(
            sheet,
            caption:
                "What each site emits in \(plan.experiment) if every site takes part in every round (bars), and under each "
                + "method that can be planned without training (mean over \(plan.seeds.count) seeds). Budget: "
                + "\(plan.budgetGrams.formatted(decimals: 2)) g of \(plan.fullParticipationGrams.formatted(decimals: 2)) g.",
            blocks: [block],
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(
                    [.init("full participation", .box(color: "#cccccc"))]
                        + names.map { .init($0, .marker(styles[$0] ?? .slot(0))) }, width: sheet.width),
                x: .numbers(grams, from: 0), xTitle: "carbon, gCO₂eq",
                panels: [
                    .init(
                        axis: .names(plan.sites.map(\.name), widest: sheet.width * 0.4), title: "",
                        height: 0.36 * Double(plan.sites.count) + 0.1,
                        plot: "set grid xtics noytics\n" + plotCommand([bars] + points))
                ]))
    }
}
