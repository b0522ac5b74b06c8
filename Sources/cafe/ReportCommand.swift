import ArgumentParser
import Presentation
import RunStore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write one self-contained HTML page about experiments.",
        discussion: """
            Tables with intervals, figures, sites, configuration and environment; no network, light and dark. Figures need \
            gnuplot.

            Example: cafe report Results/demo -o report.html
            """)

    @Argument(help: "A results folder, or the folder of one experiment in it.") var directory: String
    @Option(name: .shortAndLong, help: "The page.", transform: outputPath) var output = "report.html"

    func run() throws {
        let records = try experimentRecords(in: directory)
        let groups = Set(records.map(\.group))
        let title = groups.count == 1 ? groups.joined() : "\(records.count) experiments"
        let progress = StepProgress("sections")
        let report = try HTMLReport(records, title: "\(title): report") { progress.report($0, of: $1) }
        progress.end()
        try report.write(to: output)
        print(output)
    }
}
