import RunStore

/// The values of the completed runs round by round; a run that is shorter than another has none at the end.
func perRound(
    _ method: ExperimentRecord.MethodRuns, _ value: (RoundRow) -> Double?
) -> [(x: Double, values: [Double?])] {
    let runs = method.completed.map(\.rounds)
    let longest = runs.map(\.count).max() ?? 0
    return (0..<longest).map { round in
        let values = runs.map { rows in round < rows.count ? value(rows[round]) : nil }
        return (Double(round + 1), values)
    }
}

/// Mean over seeds of the budget that all methods share at a seed (its partition decides what full participation emits);
/// nil if methods have budgets of their own.
func commonBudget(_ record: ExperimentRecord) -> Double? {
    var budgets: [UInt64: Double] = [:]
    for run in record.methods.flatMap(\.completed) {
        guard let budget = run.summary?.budgetGrams, budget > 0 else { return nil }
        let known = budgets[run.manifest.seed] ?? budget
        guard abs(known - budget) <= 1e-9 * known else { return nil }
        budgets[run.manifest.seed] = known
    }
    guard !budgets.isEmpty else { return nil }
    return budgets.values.sorted().reduce(0, +) / Double(budgets.count)
}

/// "5 seeds", or "3 to 5 seeds" where methods have different numbers.
func seedCount(_ records: [ExperimentRecord]) -> String {
    let counts = records.flatMap(\.methods).map(\.completed.count).filter { $0 > 0 }
    let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
    return low == high ? "\(high) seed\(high == 1 ? "" : "s")" : "\(low) to \(high) seeds"
}
