import Experiments

/// A plan as tables: sites by methods, budgets, and when to start.
public struct CarbonPlanTables: Sendable {
    public let head: String
    /// A row for each site and one for the total; a column for full participation and each planned method, in grams.
    public let spending: TextTable
    public let budgets: TextTable
    public let remarks: [String]

    public init(_ plan: CarbonPlan) {
        func grams(_ value: Double) -> String { value.formatted(decimals: plan.fullParticipationGrams < 10 ? 4 : 2) }
        head =
            "\(plan.experiment): \(plan.rounds) rounds of \(plan.slotSeconds) s, \(plan.start) to \(plan.end);"
            + " budget \(BudgetText(plan.budgetGramsBySeed).statement ?? "none"),"
            + " full participation \(grams(plan.fullParticipationGrams)) g"
        var spending = TextTable(
            [.init("site", .left), .init("zone", .left), .init("g/kWh"), .init("full, g")]
                + plan.methods.map { .init("\($0.name), g") })
        for (index, site) in plan.sites.enumerated() {
            spending.append(
                [site.name, site.zone, site.meanIntensity.formatted(decimals: 1), grams(site.fullParticipationGrams)]
                    + plan.methods.map { grams($0.siteGrams[index]) })
        }
        spending.append(
            ["total", "", "", grams(plan.fullParticipationGrams)] + plan.methods.map { grams($0.meanTotalGrams) })
        spending.append(
            ["rounds", "", "", "\(plan.rounds)"] + plan.methods.map { $0.roundsTrained.formatted(decimals: 1) })
        spending.append(
            ["sites/round", "", "", "\(plan.sites.count)"]
                + plan.methods.map { $0.meanSelected.formatted(decimals: 2) })
        self.spending = spending

        var budgets = TextTable([.init("of full participation"), .init("budget, g")])
        for budget in plan.budgets {
            budgets.append(["\((budget.fractionOfFull * 100).formatted(decimals: 0)) %", grams(budget.grams)])
        }
        self.budgets = budgets

        let starts = plan.starts.count
        remarks =
            [
                "cheapest of \(starts) weeks to start: \(plan.cheapestStart.start),"
                    + " \(grams(plan.cheapestStart.fullParticipationGrams)) g of full participation",
                "most expensive: \(plan.mostExpensiveStart.start), \(grams(plan.mostExpensiveStart.fullParticipationGrams)) g",
            ]
            + plan.warnings.map { "warning: \($0)" }
            + (plan.notPlanned.isEmpty
                ? [] : ["not planned, since they need gradients or losses: \(plan.notPlanned.joined(separator: ", "))"])
    }
}
