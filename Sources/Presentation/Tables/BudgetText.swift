import Analysis
import RunStore

/// How a budget is stated, everywhere: the mean over all runs, and the range where seeds have different budgets.
struct BudgetText {
    private let budgets: [Double]

    init(_ budgets: [Double]) { self.budgets = budgets }

    init(_ comparison: ExperimentComparison) {
        self.init(comparison.methods.flatMap { ($0.values[.budgetGrams] ?? [:]).map(\.value) })
    }

    private var mean: Double { budgets.reduce(0, +) / Double(max(1, budgets.count)) }

    /// With as many decimals as budgets of this size need.
    func grams(_ value: Double) -> String { value.formatted(decimals: mean < 10 ? 3 : mean < 1000 ? 1 : 0) }

    /// `6.151 g`, or `6.151 g (6.050 to 6.250 by seed)`; nil without a budget.
    var statement: String? {
        guard let low = budgets.min(), let high = budgets.max() else { return nil }
        let range = grams(low) == grams(high) ? "" : " (\(grams(low)) to \(grams(high)) by seed)"
        return "\(grams(mean)) g\(range)"
    }

    /// For a table of means; nil where all budgets are the same.
    var spread: String? {
        guard let low = budgets.min(), let high = budgets.max(), grams(low) != grams(high) else { return nil }
        return "budgets of \(grams(low)) to \(grams(high)) g by seed, since seeds share out the data differently"
    }
}
