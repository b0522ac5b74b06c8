import Analysis
import ArgumentParser
import Foundation
import Learning
import Presentation
import RunStore
import SiteSelection

struct FigureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure",
        abstract: "Draw a figure of finished experiments as PDF, SVG and PNG.",
        discussion: """
            Needs gnuplot. Data (.dat), commands (.gp) and the style (style.gp) stay beside the figure; edit them and run \
            gnuplot to restyle it. Paths of the drawn files go to standard output.

            \(FigureKind.allCases.map { "  \($0.rawValue): \($0.abstract)" }.joined(separator: "\n"))
              all: each figure that one experiment has data for

            Examples:
              cafe figure accuracy-carbon Results/demo
              cafe figure accuracy-budget Results/budget --out Results/figures
            """)

    @Argument(help: "Name of the figure, or all.")
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
        if figure == "all" {
            for record in records {
                for kind in FigureKind.allCases where !kind.spansExperiments {
                    do {
                        let figure = try kind.figure(
                            of: [record], name: stem(of: record, kind), method: method)
                        for path in try writer.write(figure) { print(path) }
                    } catch FigureError.nothingToShow {
                        continue
                    }
                }
            }
            return
        }
        guard let kind = FigureKind(rawValue: figure) else { throw FigureError.unknown(figure: figure) }
        guard kind.spansExperiments || records.count == 1 else {
            throw ValidationError("\(figure) shows one experiment; \(records.count) are named.")
        }
        let stem = name ?? (kind.spansExperiments ? figure : stem(of: first, kind))
        let drawn = try kind.figure(of: records, name: stem, method: method)
        for path in try writer.write(drawn) { print(path) }
    }

    /// The name of an experiment of a sweep holds a slash.
    private func stem(of record: ExperimentRecord, _ kind: FigureKind) -> String {
        "\(record.name.split(separator: "/").joined(separator: "-"))-\(kind.rawValue)"
    }
}
