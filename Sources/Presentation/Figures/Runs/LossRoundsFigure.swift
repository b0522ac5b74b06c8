import RunStore

/// Test loss per round, of text in bits per character.
public struct LossRoundsFigure: ExperimentFigure {
    public static let kind = "loss-rounds"
    public static let abstract = "test loss per round, of text in bits per character"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        EvaluatedQuantity.loss(of: record).overRounds(record, on: sheet)
    }
}
