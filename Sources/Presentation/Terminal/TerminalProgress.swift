import Documents
import Experiments
import Foundation
import Reproducibility
import RunStore
import Synchronization

/// Shows the progress of an experiment: a bar that is redrawn on a terminal, plain lines where output is piped.
///
/// A finished run leaves one line in either case. Piped, the share of rounds done is printed at each tenth.
public final class TerminalProgress: ProgressReporter {
    public enum Verbosity: Sendable {
        /// Failures and warnings alone.
        case quiet
        case normal
        /// A line for each round as well.
        case verbose
    }

    private let verbosity: Verbosity
    private let adviceOnKept: String?
    private let terminal: Terminal
    private let write: @Sendable (String) -> Void
    private let seconds: @Sendable () -> Double
    private let state = Mutex(State())

    private struct State {
        var experiment = ""
        var (runs, finishedRuns) = (0, 0)
        var (totalRounds, doneRounds, roundsHere) = (0, 0, 0)
        var startedAt = 0.0
        var drawnAt = -Double.infinity
        var tenthsTold = 0
        var isDrawn = false
        var run: ProgressEvent.Run?
        var row: RoundRow?
        var accuracies: [ProgressEvent.Run: Double] = [:]
    }

    /// - Parameters:
    ///   - adviceOnKept: how to run again what is completed, said after how many runs are kept.
    ///   - terminal: what can be shown; standard error as it is by default.
    ///   - write: takes text as it is to appear; standard error by default, so that results on standard output stay clean.
    ///   - seconds: a clock; the system's uptime by default.
    public init(
        _ verbosity: Verbosity = .normal, adviceOnKept: String? = nil, terminal: Terminal = .standardError,
        write: @escaping @Sendable (String) -> Void = { StandardStreams.say($0) },
        seconds: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
    ) {
        self.adviceOnKept = adviceOnKept
        (self.verbosity, self.terminal, self.write, self.seconds) = (verbosity, terminal, write, seconds)
    }

    public func report(_ event: ProgressEvent) {
        state.withLock { state in
            switch event {
            case .started(let experiment, let runs, let totalRounds, let doneRounds):
                state = State()
                (state.experiment, state.runs) = (experiment, runs)
                (state.totalRounds, state.doneRounds) = (totalRounds, doneRounds)
                state.startedAt = seconds()
                state.tenthsTold = totalRounds > 0 ? doneRounds * 10 / totalRounds : 0
                let done = doneRounds > 0 ? ", \(doneRounds) of them done before" : ""
                say("\(experiment): \(runs) run\(runs == 1 ? "" : "s"), \(totalRounds) rounds\(done)", &state)
            case .kept(let runs, let all):
                let kept = runs == all ? "all runs are" : "\(runs) of \(all) runs are"
                say("\(kept) completed and kept" + (adviceOnKept.map { "; \($0)" } ?? ""), &state)
            case .runStarted(let run):
                state.run = run
                state.row = nil
                redraw(&state, atOnce: true)
            case .roundFinished(let run, let row, let rounds):
                state.doneRounds += 1
                state.roundsHere += 1
                (state.run, state.row) = (run, row)
                if let accuracy = row.testAccuracy { state.accuracies[run] = accuracy }
                if verbosity == .verbose { say(roundLine(run, row, rounds: rounds), &state) }
                redraw(&state, atOnce: false)
                tellTenth(&state)
            case .runFinished(let run, let summary):
                state.finishedRuns += 1
                state.accuracies[run] = nil
                say(TerminalStyle.green("done  ", on: terminal) + runLine(run, summary), &state)
            case .runCopied(let run, let summary):
                state.finishedRuns += 1
                state.doneRounds += summary.rounds
                say("same   \(name(run)): of the same configuration as a finished run, copied", &state)
            case .runFailed(let run, let reason):
                state.finishedRuns += 1
                say(TerminalStyle.red("failed", on: terminal) + " \(name(run)): \(reason)", &state, always: true)
            case .note(let text):
                say(text, &state, always: true)
            case .finished:
                clear(&state)
            }
        }
    }

    // MARK: Lines that stay

    private func say(_ line: String, _ state: inout State, always: Bool = false) {
        guard always || verbosity != .quiet else { return }
        clear(&state)
        write(line + "\n")
        redraw(&state, atOnce: true)
    }

    private func name(_ run: ProgressEvent.Run) -> String {
        (run.variant.map { $0 + " " } ?? "") + "\(run.method) seed \(run.seed)"
    }

    private func runLine(_ run: ProgressEvent.Run, _ summary: RunSummary) -> String {
        let accuracy = summary.finalAccuracy.map { "accuracy \($0.formatted(decimals: 4))" } ?? "never evaluated"
        return " \(name(run)): \(accuracy), \(grams(summary.totalGrams, of: summary.budgetGrams)), "
            + "\(summary.meanSelected.formatted(decimals: 1)) sites a round, \(duration(summary.wallSeconds))"
    }

    private func roundLine(_ run: ProgressEvent.Run, _ row: RoundRow, rounds: Int) -> String {
        var line = "\(name(run)) round \(row.round + 1)/\(rounds) \(row.utc): \(row.selected) sites, "
        line += "queue \(row.queue.formatted(decimals: 3)), \(grams(row.cumulativeGrams, of: row.budgetGrams))"
        if let accuracy = row.testAccuracy { line += ", accuracy \(accuracy.formatted(decimals: 4))" }
        return line
    }

    private func tellTenth(_ state: inout State) {
        guard !terminal.isInteractive, state.totalRounds > 0 else { return }
        let tenths = state.doneRounds * 10 / state.totalRounds
        guard tenths > state.tenthsTold, tenths < 10 else { return }
        state.tenthsTold = tenths
        say("\(tenths * 10) % of the rounds\(pace(state))", &state)
    }

    // MARK: The bar

    private func clear(_ state: inout State) {
        guard state.isDrawn else { return }
        write("\r\u{1B}[2K")
        state.isDrawn = false
    }

    private func redraw(_ state: inout State, atOnce: Bool) {
        let now = seconds()
        guard terminal.isInteractive, verbosity != .quiet, state.totalRounds > 0, let run = state.run,
            atOnce || now - state.drawnAt >= 0.1
        else { return }
        state.drawnAt = now
        let room = terminal.width - 1
        let text = words(state, run, room: room - 8)
        let length = min(30, max(8, room - text.count))
        let filled = length * state.doneRounds / state.totalRounds
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
        write("\r\u{1B}[2K" + TerminalStyle.green(bar, on: terminal) + text.prefix(max(0, room - length)))
        state.isDrawn = true
    }

    /// What stands beside the bar: as much as fits, each word whole. In a narrow window grams give way to the run's name,
    /// then accuracy and rate.
    private func words(_ state: State, _ run: ProgressEvent.Run, room: Int) -> String {
        let percent = " \(state.doneRounds * 100 / state.totalRounds) %"
        let spent = state.row.map { "  \(grams($0.cumulativeGrams, of: $0.budgetGrams))" } ?? ""
        let accuracy = state.accuracies[run].map { "  accuracy \($0.formatted(decimals: 3))" } ?? ""
        for head in [percent + pace(state), percent + pace(state, isShort: true)] {
            for tail in [spent + accuracy, accuracy, ""] {
                for name in [name(run), "\(run.method) seed \(run.seed)", run.method] {
                    let text = "\(head)  \(name)\(tail)"
                    if text.count <= room { return text }
                }
            }
        }
        return String((percent + pace(state, isShort: true)).prefix(max(0, room)))
    }

    /// Rounds a second and the time left at that rate; empty before this process has finished a round.
    private func pace(_ state: State, isShort: Bool = false) -> String {
        let elapsed = seconds() - state.startedAt
        guard state.roundsHere > 0, elapsed > 0 else { return "" }
        let rate = Double(state.roundsHere) / elapsed
        let left = Double(state.totalRounds - state.doneRounds) / rate
        let speed = isShort ? "" : "  \(rate.formatted(decimals: rate < 10 ? 1 : 0)) rounds/s"
        return "\(speed)  ETA \(duration(left))"
    }

    private func grams(_ spent: Double, of budget: Double) -> String {
        let decimals = budget < 10 ? 2 : budget < 1000 ? 1 : 0
        return "\(spent.formatted(decimals: decimals)) of \(budget.formatted(decimals: decimals)) g"
    }
}
