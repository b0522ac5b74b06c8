import ArgumentParser
import Foundation
import Presentation
import RunStore

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow running experiments from another terminal.",
        discussion: """
            Reads the run directories, so it works on any machine that sees them. Ends when no run is running at two reads \
            in a row; Ctrl-C ends it sooner. In a window that is too low for all runs, finished ones are left out. Where \
            output is piped, a table is printed whenever something has changed.

            Example: cafe watch Results/demo
            """)

    @Argument(help: "A results folder, or the folder of one experiment in it.") var directory: String
    @Option(help: ArgumentHelp("Time between reads.", valueName: "seconds")) var every = 2.0
    @Flag(help: "Look once and end.") var once = false

    func validate() throws {
        guard every > 0, every.isFinite else { throw ValidationError("--every \(every): expected seconds above 0.") }
    }

    func run() throws {
        var shown = ""
        var idleLooks = 0
        while true {
            // Asked each time: the window may have another size now.
            let terminal = Terminal.standardOutput
            let status = RunStatusTable(try ExperimentRecord.all(in: directory))
            let text = status.rendered(on: terminal)
            if text != shown {
                if terminal.isInteractive, !shown.isEmpty {
                    // Up over the last table and clear to the end of the screen.
                    print("\u{1B}[\(shown.count(where: \.isNewline))A\u{1B}[J", terminator: "")
                }
                print(text, terminator: "")
                fflush(nil)
                shown = text
            }
            // Between two runs of an experiment none is running for a moment.
            idleLooks = status.isRunning ? 0 : idleLooks + 1
            if once || idleLooks == 2 { return }
            Thread.sleep(forTimeInterval: every)
        }
    }
}
