import CarbonAccounting
import Documents
import Experiments
import Reproducibility
import RunStore

/// A figure by what it shows. Each is a type with its word, its line for lists, and the function that draws it.
public protocol FigureKind: SelfDescribing {
    init()
}

extension FigureKind {
    /// A figure without keys.
    public init(_ reader: DocumentReader) throws { self.init() }

    public var kind: String { Self.kind }
}

/// A figure of the runs of one experiment.
public protocol ExperimentFigure: FigureKind {
    /// - Throws: `FigureError.nothingToShow` when the runs lack what the figure shows, and what reading `sites.csv` throws.
    func draw(_ record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure
}

extension ExperimentFigure {
    /// The figure of an experiment with a completed run.
    ///
    /// - Throws: `FigureError.nothingToShow` also where no run is completed.
    public func figure(of record: ExperimentRecord, on sheet: FigureSheet) throws -> Figure {
        guard record.methods.contains(where: { !$0.completed.isEmpty }) else {
            throw FigureError.nothingToShow(figure: kind, reason: "no run of \(record.path) is completed")
        }
        return try draw(record, on: sheet).havingData(kind)
    }
}

/// A figure that puts several experiments on one axis.
public protocol ExperimentsFigure: FigureKind {
    /// - Parameters:
    ///   - records: at least one.
    /// - Throws: `FigureError.nothingToShow` when the runs lack what the figure shows.
    func draw(_ records: [ExperimentRecord], on sheet: FigureSheet) throws -> Figure
}

extension ExperimentsFigure {
    /// The figure of experiments of which one or more have a completed run.
    ///
    /// - Throws: `FigureError.nothingToShow` also where no run is completed.
    public func figure(of records: [ExperimentRecord], on sheet: FigureSheet) throws -> Figure {
        precondition(!records.isEmpty, "a figure of no experiment")
        guard records.contains(where: { $0.methods.contains { !$0.completed.isEmpty } }) else {
            throw FigureError.nothingToShow(figure: kind, reason: "no run of \(records[0].path) is completed")
        }
        return try draw(records, on: sheet).havingData(kind)
    }
}

extension Figure {
    /// gnuplot calls a plot without a curve an error of its commands.
    fileprivate func havingData(_ kind: String) throws -> Figure {
        guard blocks.contains(where: { !$0.rows.isEmpty }) else {
            throw FigureError.nothingToShow(figure: kind, reason: "no round was evaluated in every run of a method")
        }
        return self
    }
}

/// A figure of a carbon intensity trace alone.
public protocol TraceFigure: FigureKind {
    /// - Parameters:
    ///   - zones: at least one name; in the order of the legend.
    ///   - start: the first instant of a week; other figures use the whole trace.
    /// - Throws: `TraceError` for an unknown zone or a week outside the trace.
    func draw(_ trace: CarbonTrace, zones: [String], start: UTCInstant, on sheet: FigureSheet) throws -> Figure
}

extension TraceFigure {
    func indices(of zones: [String], in trace: CarbonTrace) throws -> [Int] {
        precondition(!zones.isEmpty, "a figure of no zone")
        return try zones.map { try trace.zoneIndex($0) }
    }
}

/// A figure of what an experiment would emit.
public protocol PlanFigure: FigureKind {
    func draw(_ plan: CarbonPlan, on sheet: FigureSheet) -> Figure
}

/// A figure of what recorded runs would have emitted at another time or in another region.
public protocol WorkFigure: FigureKind {
    func draw(_ plan: WorkPlan, on sheet: FigureSheet) -> Figure
}
