import RunStore

/// Accuracy of each method against the budget of its experiment.
public struct AccuracyBudgetFigure: ExperimentsFigure {
    public static let kind = "accuracy-budget"
    public static let abstract = "accuracy against the budget, over several experiments"

    public init() {}

    public func draw(_ records: [ExperimentRecord], on sheet: FigureSheet) throws -> Figure {
        try SweepAxis.budget.figure(records, on: sheet)
    }
}
