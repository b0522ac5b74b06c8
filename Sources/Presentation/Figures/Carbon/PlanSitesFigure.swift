import Experiments

/// Grams of each site under full participation and under each planned method.
public struct PlanSitesFigure: PlanFigure {
    public static let kind = "plan-sites"
    public static let abstract = "emissions of each site under full participation and each planned method"

    public init() {}

    public func draw(_ plan: CarbonPlan, name: String) -> Figure {
        let styles = MethodStyle.styles(of: plan.methods.map { ($0.name, $0.policyKind) })
        let series =
            [Bars(name: "full participation", grams: plan.sites.map(\.fullParticipationGrams), color: "#999999")]
            + plan.methods.map { method in
                Bars(name: method.name, grams: method.siteGrams, color: styles[method.name]?.color ?? "#000000")
            }
        var block = DataBlock("grams by site", columns: ["site"] + series.map(\.name))
        for site in plan.sites.indices { block.append([Double(site)] + series.map { $0.grams[site] }) }
        let legend = FigureLegend(series.map(\.name))
        let width = 0.8 / Double(series.count)
        let plots = series.indices.map { index in
            let shift = (Double(index) + 0.5) * width - 0.4
            return "data using ($1 + \(shift)):\(index + 2):(\(width)) with boxes linecolor rgb "
                + "\"\(series[index].color)\" title \(series[index].name.gnuplotQuoted)"
        }
        let labels = plan.sites.enumerated().map { "\($1.name.gnuplotTicLabel) \($0)" }
        return Figure(
            name: name,
            caption:
                "What each site emits in \(plan.experiment) if every site takes part in every round, and under each "
                + "method that can be planned without training (mean over \(plan.seeds.count) seeds). Budget: "
                + "\(plan.budgetGrams.formatted(decimals: 2)) g of \(plan.fullParticipationGrams.formatted(decimals: 2)) g.",
            heightCentimetres: legend.heightCentimetres, blocks: [block],
            commands: """
                \(legend.commands)
                set style fill solid 0.9 noborder
                set xtics (\(labels.joined(separator: ", "))) scale 0
                set xrange [-0.6:\(Double(plan.sites.count) - 0.4)]
                set yrange [0:*]
                set ylabel "carbon, gCO₂eq"
                \(plotCommand(plots))
                """)
    }
}

/// A series of a bar chart.
private struct Bars {
    let name: String
    let grams: [Double]
    let color: String
}
