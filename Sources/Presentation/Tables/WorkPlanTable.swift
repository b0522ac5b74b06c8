import CarbonAccounting
import Reproducibility

/// A plan for recorded runs as text.
public struct WorkPlanTable: Sendable {
    public let head: String
    /// A row for each run and one for the total.
    public let table: TextTable
    public let remarks: [String]

    /// - Parameter shown: how many runs have a row, those with the most grams; the total is over all.
    public init(_ plan: WorkPlan, shown: Int = 40) {
        let days = plan.days.formatted(decimals: plan.days == plan.days.rounded() ? 0 : 2)
        let energy = plan.runs.reduce(0) { $0 + $1.energyKWh }
        head =
            "\(plan.runs.count) runs, \(energy.formatted(decimals: 3)) kWh; \(plan.kind.rawValue) intensity, scope"
            + " \(plan.scope.rawValue); starts up to \(days) days later, \(plan.zones.count) zones"
        let total = plan.total(\.asItWas)
        func grams(_ value: Double) -> String {
            value.formatted(decimals: total < 10 * Double(plan.runs.count) ? 3 : 1)
        }
        var table = TextTable([
            .init("run", .left), .init("start", .left), .init("hours"), .init("kWh"), .init("zone", .left),
            .init("reported, g"), .init("as it was, g"), .init("best start", .left), .init("g"),
            .init("best zone", .left), .init("g"), .init("both", .left), .init("g"),
        ])
        let rows = plan.runs.indices.sorted { plan.runs[$0].asItWas.grams > plan.runs[$1].asItWas.grams }.prefix(shown)
        for run in rows.sorted().map({ plan.runs[$0] }) {
            table.append([
                run.name, run.asItWas.start.description, (Double(run.seconds) / 3600).formatted(decimals: 2),
                run.energyKWh.formatted(decimals: 3), run.asItWas.zone, run.reportedGrams.map(grams) ?? "–",
                grams(run.asItWas.grams), Self.delay(run, run.bestStart), grams(run.bestStart.grams), run.bestZone.zone,
                grams(run.bestZone.grams), "\(run.best.zone) \(Self.delay(run, run.best))", grams(run.best.grams),
            ])
        }
        let reported = plan.runs.compactMap(\.reportedGrams)
        func saved(_ grams: Double) -> String {
            total > 0 ? "\(((grams / total - 1) * 100).formatted(decimals: 1)) %" : ""
        }
        let (start, zone, both) = (plan.total(\.bestStart), plan.total(\.bestZone), plan.total(\.best))
        table.append([
            "total", "", (Double(plan.runs.reduce(0) { $0 + $1.seconds }) / 3600).formatted(decimals: 2),
            energy.formatted(decimals: 3), "",
            reported.count == plan.runs.count ? grams(reported.reduce(0, +)) : "–", grams(total), saved(start),
            grams(start), saved(zone), grams(zone), saved(both), grams(both),
        ])
        self.table = table
        let hidden = plan.runs.count - rows.count
        remarks = hidden > 0 ? ["the \(hidden) runs with the least grams are only in the total"] : []
    }

    /// How much later a choice starts.
    private static func delay(_ run: WorkPlan.Run, _ choice: WorkPlan.Choice) -> String {
        let seconds = choice.start.secondsSinceEpoch - run.asItWas.start.secondsSinceEpoch
        let hours = Double(seconds) / 3600
        return "+\(hours.formatted(decimals: hours == hours.rounded() ? 0 : 2)) h"
    }
}
