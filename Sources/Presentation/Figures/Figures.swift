import Documents

/// Every figure, by its word. A new one has a line here, a file and a test.
public let figures = Registry<any FigureKind>(
    "figure", plural: "figures",
    types: [
        AccuracyRoundsFigure.self, AccuracyCarbonFigure.self, LossRoundsFigure.self, LossCarbonFigure.self,
        CumulativeCarbonFigure.self, QueueFigure.self,
        SelectionMapFigure.self, MethodsFigure.self, TradeOffFigure.self, AccuracyBudgetFigure.self,
        AccuracyHeterogeneityFigure.self, CarbonWeekFigure.self, CarbonMeanDayFigure.self,
        CarbonDistributionFigure.self, CarbonYearFigure.self, PlanStartsFigure.self, PlanSitesFigure.self,
        PlanWorkFigure.self, PartitionFigure.self, SolverFigure.self, TheoryFigure.self, LeagueFigure.self,
    ])

extension Registry where Member == any FigureKind {
    /// All figures of one sort, such as `(any ExperimentFigure).self`, with their keys at the defaults.
    public func all<Sort>(_ sort: Sort.Type) -> [Sort] { kinds.compactMap { (try? named($0)) as? Sort } }

    /// The figure with this word, its keys as in `settings`.
    ///
    /// - Throws: `DocumentError` with a suggestion for an unknown word.
    public func named(_ kind: String, _ settings: [DocumentValue.Entry] = []) throws -> any FigureKind {
        let value = DocumentValue(.map([.init("kind", DocumentValue(.string(kind)))] + settings))
        let reader = try DocumentReader(value, file: "figure")
        let figure = try read(reader)
        try reader.finish()
        return figure
    }
}
