import RunStore

/// Test accuracy per round, with its spread around the mean over seeds.
public struct AccuracyRoundsFigure: ExperimentFigure {
    public static let kind = "accuracy-rounds"
    public static let abstract = "test accuracy per round"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        EvaluatedQuantity.accuracy(of: record).overRounds(record, on: sheet)
    }
}
