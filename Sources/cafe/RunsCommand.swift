import ArgumentParser
import Presentation
import RunStore

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the experiments below a folder and how far they are.",
        discussion: """
            A line for each experiment and method: seeds that are completed, running, interrupted or failed, rounds done, and \
            accuracy and grams so far as means over the seeds. An interrupted run has no process that works on it; `cafe \
            run` with the same file goes on with it.

            Example: cafe runs Results
            """)

    @Argument(help: "A results folder, or the folder of one experiment in it.") var directory = "Results"
    @Flag(help: "Print JSON with every run.") var json = false

    func run() throws {
        let overview = try RunOverview(below: directory)
        for error in overview.unreadable { printError("\(error)") }
        if json {
            try printJSON(overview.entries)
        } else {
            print(RunOverviewTable(overview).table.rendered(on: Terminal.standardOutput), terminator: "")
        }
    }
}
