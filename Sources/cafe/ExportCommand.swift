import Analysis
import ArgumentParser
import Foundation

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write one table over many runs, a row for each.",
        discussion: """
            `csv` has the experiment, every swept setting, method, seed, status and all numbers of summary.json. \
            `codecarbon` has the columns of codecarbon's emissions.csv; its energy and emissions are those of the simulated \
            data centers, not of the machine that ran the simulation.

            Examples:
              cafe export Results/demo --output demo.csv
              cafe export Results --format codecarbon --output emissions.csv
            """)

    @Argument(help: "Folders that `cafe run` wrote: experiments, sweeps, or all of RESULTS.")
    var directories = ["Results"]
    @Option(help: "Which columns.") var format = RunExport.Format.csv
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write to a file, whole or not at all; standard output by default.", valueName: "file"),
        transform: outputPath)
    var output: String?

    func run() throws {
        let export = try RunExport(directories.flatMap { try experimentRecords(in: $0) }, format: format)
        if export.leftOut > 0 {
            printError("\(export.leftOut) runs are not finished and have no row; `cafe runs` lists them")
        }
        if let output { try export.write(to: output) } else { print(export.text, terminator: "") }
    }
}

extension RunExport.Format: ExpressibleByArgument {}
