import Analysis
import ArgumentParser
import Documents
import Experiments
import Foundation
import Presentation
import RunStore

struct FigureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure",
        abstract: "Draw a figure of finished experiments as PDF, SVG and PNG.",
        discussion: """
            Needs gnuplot. Data (.dat), commands (.gp) and the style (style.gp) stay beside the figure; edit them and run \
            gnuplot to restyle it. The variants of a sweep, or several experiments, are shown together. Paths of the drawn files go to standard output.

            \(drawable.map { "  \($0.kind): \($0.abstract)" }.joined(separator: "\n"))
              all: each figure that one experiment has data for

            Examples:
              cafe figure accuracy-carbon Results/demo
              cafe figure accuracy-budget Results/budget --out Results/figures
              cafe figure accuracy-rounds Results/demo --width 17 --spread whiskers
            """)

    /// The figures of runs; the others belong to the commands that have what they show.
    private static var drawable: [Registry<any FigureKind>.Entry] {
        let kinds =
            figures.all((any ExperimentFigure).self).map(\.kind) + figures.all((any ExperimentsFigure).self).map(\.kind)
        return figures.entries.filter { kinds.contains($0.kind) }
    }

    @Argument(help: "Name of the figure, or all.", completion: .list(drawable.map(\.kind) + ["all"]))
    var figure: String

    @Argument(help: "Folders that `cafe run` wrote: RESULTS/<experiment>, or a sweep with all its variants.")
    var experiments: [String]

    @Option(
        help: "Folder of the figures; by default `figures` beside the first experiment's folder.", transform: outputPath
    )
    var out: String?

    @Option(help: "Stem of the file names; by default <experiment>-<figure>.")
    var name: String?

    @OptionGroup var sheets: SheetOptions

    @Option(
        help: "The standard error over seeds: \(FigureSheet.Spread.allCases.map(\.rawValue).joined(separator: ", ")).")
    var spread = FigureSheet.Spread.bands

    @Option(help: "Whose selection the selection map shows; the first method by default.", completion: .methodNames)
    var method: String?

    @Option(help: "Methods to show, separated by commas; all by default.", completion: .methodNames)
    var methods: CommaSeparated<String>?

    func run() throws {
        let records = try experiments.flatMap { try experimentRecords(in: $0) }.map { record in
            try methods.map { try record.keeping($0.values) } ?? record
        }
        guard let first = records.first else { throw ValidationError("Name at least one experiment folder.") }
        let sheet = { sheets.sheet($0, spread: spread) }
        let folder =
            out ?? URL(filePath: first.path).deletingLastPathComponent().appending(path: "figures").relativePath
        let writer = FigureWriter(folder: folder)
        let settings = method.map { [DocumentValue.Entry("method", DocumentValue(.string($0)))] } ?? []
        if figure == "all" {
            let kinds = try figures.entries.compactMap { entry in
                let keys = entry.keys.map(\.name)
                return try figures.named(entry.kind, settings.filter { keys.contains($0.key) }) as? any ExperimentFigure
            }
            let progress = StepProgress("figures drawn")
            defer { progress.end() }
            for (index, record) in records.enumerated() {
                for (place, kind) in kinds.enumerated() {
                    progress.report(index * kinds.count + place, of: records.count * kinds.count)
                    do {
                        let drawn = try kind.figure(of: record, on: sheet(Self.stem(of: record, kind.kind)))
                        let paths = try writer.write(drawn)
                        progress.end()
                        for path in paths { print(path) }
                    } catch FigureError.nothingToShow {
                        continue
                    }
                }
            }
            return
        }
        let drawn = try Self.figure(figures.named(figure, settings), of: records, name: name, on: sheet)
        for path in try writer.write(drawn) { print(path) }
    }

    /// The figure that an experiment file asks for.
    ///
    /// - Parameters:
    ///   - records: of all variants.
    ///   - group: name of the experiment file, which variants start with.
    static func figure(_ request: FigureRequest, of records: [ExperimentRecord], group: String) throws -> Figure {
        let shown =
            try request.variants?.map { variant in
                guard let record = records.first(where: { $0.name == "\(group)/\(variant)" }) else {
                    throw InputError("figures: \(request.kind): no variant '\(variant)'")
                }
                return record
            } ?? records
        let kept = try shown.map { record in try request.methods.map { try record.keeping($0) } ?? record }
        return try figure(
            figures.named(request.kind, request.settings), of: kept, name: request.name, on: { FigureSheet($0) })
    }

    /// - Parameter name: nil for the kind, and of one experiment `<experiment>-<kind>`.
    private static func figure(
        _ kind: any FigureKind, of records: [ExperimentRecord], name: String?, on sheet: (String) -> FigureSheet
    ) throws -> Figure {
        if let figure = kind as? any ExperimentsFigure {
            return try figure.figure(of: records, on: sheet(name ?? figure.kind))
        }
        guard let figure = kind as? any ExperimentFigure else {
            throw ValidationError(
                "\(kind.kind) does not show runs: `cafe carbon plot`, `cafe plan`, `cafe data partition`, `cafe replay` "
                    + "and `cafe bench solvers` draw the figures of what they show.")
        }
        let record = ExperimentRecord(together: records)
        return try figure.figure(of: record, on: sheet(name ?? stem(of: record, figure.kind)))
    }

    /// The name of an experiment of a sweep holds a slash.
    private static func stem(of record: ExperimentRecord, _ kind: String) -> String {
        "\(record.name.split(separator: "/").joined(separator: "-"))-\(kind)"
    }
}

extension FigureSheet.Spread: ExpressibleByArgument {}
