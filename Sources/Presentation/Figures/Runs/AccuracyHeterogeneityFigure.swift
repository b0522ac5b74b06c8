import RunStore

/// Accuracy of each method against how unlike the data of the sites are.
public struct AccuracyHeterogeneityFigure: ExperimentsFigure {
    public static let kind = "accuracy-heterogeneity"
    public static let abstract = "accuracy against the Dirichlet α of the partition, over several experiments"

    public init() {}

    public func draw(_ records: [ExperimentRecord], on sheet: FigureSheet) throws -> Figure {
        try SweepAxis.heterogeneity.figure(records, on: sheet)
    }
}
