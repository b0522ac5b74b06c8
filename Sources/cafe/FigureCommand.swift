import Analysis
import ArgumentParser
import Documents
import Foundation
import Presentation
import RunStore

struct FigureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure",
        abstract: "Draw a figure of finished experiments as PDF, SVG and PNG.",
        discussion: """
            Needs gnuplot. Data (.dat), commands (.gp) and the style (style.gp) stay beside the figure; edit them and run \
            gnuplot to restyle it. Paths of the drawn files go to standard output.

            \(drawable.map { "  \($0.kind): \($0.abstract)" }.joined(separator: "\n"))
              all: each figure that one experiment has data for

            Examples:
              cafe figure accuracy-carbon Results/demo
              cafe figure accuracy-budget Results/budget --out Results/figures
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

    @Option(help: "Folder of the figures; by default `figures` beside the first experiment's folder.")
    var out: String?

    @Option(help: "Stem of the file names; by default <experiment>-<figure>.")
    var name: String?

    @Option(help: "Whose selection the selection map shows; the first method by default.")
    var method: String?

    @Option(help: "Methods to show, separated by commas; all by default.")
    var methods: CommaSeparated<String>?

    func run() throws {
        let records = try experiments.flatMap { try ExperimentRecord.all(in: $0) }.map { record in
            try methods.map { try record.keeping($0.values) } ?? record
        }
        guard let first = records.first else { throw ValidationError("Name at least one experiment folder.") }
        let folder =
            out ?? URL(filePath: first.path).deletingLastPathComponent().appending(path: "figures").relativePath
        let writer = FigureWriter(folder: folder)
        let settings = method.map { [DocumentValue.Entry("method", DocumentValue(.string($0)))] } ?? []
        if figure == "all" {
            for record in records {
                for entry in figures.entries {
                    let keys = entry.keys.map(\.name)
                    let kind = try figures.named(entry.kind, settings.filter { keys.contains($0.key) })
                    guard let figure = kind as? any ExperimentFigure else { continue }
                    do {
                        let drawn = try figure.figure(of: record, name: stem(of: record, figure.kind))
                        for path in try writer.write(drawn) { print(path) }
                    } catch FigureError.nothingToShow {
                        continue
                    }
                }
            }
            return
        }
        let kind = try figures.named(figure, settings)
        let drawn: Figure
        if let figure = kind as? any ExperimentsFigure {
            drawn = try figure.figure(of: records, name: name ?? figure.kind)
        } else if let figure = kind as? any ExperimentFigure {
            guard records.count == 1 else {
                throw ValidationError("\(figure.kind) shows one experiment; \(records.count) are named.")
            }
            drawn = try figure.figure(of: first, name: name ?? stem(of: first, figure.kind))
        } else {
            throw ValidationError(
                "\(figure) does not show runs: `cafe carbon plot`, `cafe plan`, `cafe data partition`, `cafe replay` and "
                    + "`cafe bench solvers` draw the figures of what they show.")
        }
        for path in try writer.write(drawn) { print(path) }
    }

    /// The name of an experiment of a sweep holds a slash.
    private func stem(of record: ExperimentRecord, _ kind: String) -> String {
        "\(record.name.split(separator: "/").joined(separator: "-"))-\(kind)"
    }
}
