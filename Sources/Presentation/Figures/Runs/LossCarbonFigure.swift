import RunStore

/// Test loss against the grams spent, of text in bits per character.
public struct LossCarbonFigure: ExperimentFigure {
    public static let kind = "loss-carbon"
    public static let abstract = "test loss against cumulative grams, of text in bits per character"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        try EvaluatedQuantity.loss(of: record).overGrams(record, on: sheet, figure: Self.kind)
    }
}
