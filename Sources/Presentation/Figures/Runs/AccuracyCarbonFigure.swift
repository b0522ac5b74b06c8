import RunStore

/// Test accuracy against the grams spent, each method up to the mean of what its runs spent.
public struct AccuracyCarbonFigure: ExperimentFigure {
    public static let kind = "accuracy-carbon"
    public static let abstract = "test accuracy against cumulative grams"

    public init() {}

    public func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        try EvaluatedQuantity.accuracy(of: record).overGrams(record, on: sheet, figure: Self.kind)
    }
}
