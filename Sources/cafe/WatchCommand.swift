import ArgumentParser
import ExperimentKit
import FigureKit
import Foundation

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow running experiments from another terminal.",
        discussion: """
            Reads the run directories, so it works on any machine that sees them. Ends when no run is running; Ctrl-C ends \
            it sooner. Where output is piped, a table is printed whenever something has changed.

            Example: cafe watch Results/demo
            """)

    @Argument(help: "A results folder, or the folder of one experiment in it.") var directory: String
    @Option(help: ArgumentHelp("Time between looks.", valueName: "seconds")) var every = 2.0
    @Flag(help: "Look once and end.") var once = false

    func validate() throws {
        guard every > 0, every.isFinite else { throw ValidationError("--every \(every): expected seconds above 0.") }
    }

    func run() throws {
        let terminal = Terminal.standardOutput
        var shown = ""
        while true {
            let status = RunStatusTable(try ExperimentRecord.all(in: directory))
            let text = status.table.rendered(on: terminal)
            if text != shown {
                if terminal.isInteractive, !shown.isEmpty {
                    // Up over the last table and clear to the end of the screen.
                    print("\u{1B}[\(shown.count(where: \.isNewline))A\u{1B}[J", terminator: "")
                }
                print(text, terminator: "")
                fflush(nil)
                shown = text
            }
            if once || !status.isRunning { return }
            Thread.sleep(forTimeInterval: every)
        }
    }
}
