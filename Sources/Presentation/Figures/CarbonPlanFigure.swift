import BenchmarkKit
import CarbonAccounting
import Documents
import Experiments
import Learning
import LinearAlgebra
import Reproducibility

/// The figures of a plan, by what they show.
public enum CarbonPlanFigure: String, Sendable, CaseIterable {
    case starts = "plan-starts"
    case sites = "plan-sites"

    public func figure(of plan: CarbonPlan, name: String) -> Figure {
        switch self {
        case .starts: starts(plan, name: name)
        case .sites: sites(plan, name: name)
        }
    }

    /// Full participation by the week in which the experiment begins.
    private func starts(_ plan: CarbonPlan, name: String) -> Figure {
        func point(_ start: CarbonPlan.Start) -> [Double?] {
            [Double(start.start.secondsSinceEpoch), start.fullParticipationGrams]
        }
        var all = DataBlock("every start", columns: ["seconds_since_1970", "full_participation_g"])
        for start in plan.starts { all.append(point(start)) }
        var ends = DataBlock("cheapest and dearest start", columns: all.columns)
        ends.append(point(plan.cheapestStart))
        ends.append(point(plan.dearestStart))
        var own = DataBlock("declared start", columns: all.columns)
        own.append([Double(plan.start.secondsSinceEpoch), plan.fullParticipationGrams])
        // About five labels, a whole number of weeks apart.
        let seconds = plan.starts.map(\.start.secondsSinceEpoch)
        let weeks = max(1, ((seconds.max() ?? 0) - (seconds.min() ?? 0)) / (5 * 604_800))
        return Figure(
            name: name,
            caption:
                "Emissions if every site takes part in all \(plan.rounds) rounds of \(plan.experiment), by the week "
                + "in which it begins. Filled circle: as declared; triangles: cheapest and dearest week.",
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

    /// Grams of each site under full participation and under each planned method.
    private func sites(_ plan: CarbonPlan, name: String) -> Figure {
        let styles = MethodStyle.styles(of: plan.methods.map { ($0.name, $0.policyKind) })
        let series =
            [Bars(name: "everybody always", grams: plan.sites.map(\.fullParticipationGrams), color: "#999999")]
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
