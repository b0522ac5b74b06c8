import ArgumentParser
import CarbonAccounting

struct CarbonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carbon",
        abstract: "Check, convert, derive and draw carbon intensity traces.",
        discussion: """
            Files are told apart by their content: native CSV, Electricity Maps, UK Carbon Intensity, WattTime v3, \
            CarbonCast. Guides/carbon-accounting.md describes each.

            Example: cafe carbon check Datasets/carbon/europe-2020-hourly.csv
            """,
        subcommands: [
            CarbonCheckCommand.self, CarbonImportCommand.self, CarbonDeriveCommand.self, CarbonPlotCommand.self,
        ])
}

/// The trace files and how they are read.
struct TraceOptions: ParsableArguments {
    @Argument(
        help: "Trace files: different zones, or following spans of one zone.",
        completion: .file(extensions: ["csv", "json"]))
    var files: [String]

    @Option(help: "What to take from files that have both: direct or lifecycle; by default lifecycle.")
    var scope: EmissionScope?
}

extension EmissionScope: ExpressibleByArgument {}
extension GapPolicy: ExpressibleByArgument {}
