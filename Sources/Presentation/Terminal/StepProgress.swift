import Documents
import Foundation
import Synchronization

/// How many of some steps are done, and how long the rest will take, once they take longer than a second: one line that is
/// drawn over on a terminal, a plain line every ten seconds where output is piped.
public final class StepProgress: Sendable {
    private let what: String
    private let terminal: Terminal
    private let write: @Sendable (String) -> Void
    private let seconds: @Sendable () -> Double
    private let state: Mutex<State>

    private struct State {
        let startedAt: Double
        var saidAt: Double
        var isDrawn = false
    }

    /// - Parameters:
    ///   - what: the steps, in the plural.
    ///   - terminal: what can be shown; standard error as it is by default.
    ///   - write: takes text as it is to appear; standard error by default, so that results on standard output stay clean.
    ///   - seconds: a clock; the system's uptime by default.
    public init(
        _ what: String, terminal: Terminal = .standardError,
        write: @escaping @Sendable (String) -> Void = { StandardStreams.say($0) },
        seconds: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
    ) {
        (self.what, self.terminal, self.write, self.seconds) = (what, terminal, write, seconds)
        state = Mutex(State(startedAt: seconds(), saidAt: seconds()))
    }

    /// - Parameters:
    ///   - done: steps so far.
    ///   - all: steps in all.
    public func report(_ done: Int, of all: Int) {
        state.withLock { state in
            let now = seconds()
            let elapsed = now - state.startedAt
            let pause = terminal.isInteractive ? (state.isDrawn ? 0.1 : 0) : 10
            guard done < all, elapsed > 1, now - state.saidAt >= pause else { return }
            let left = done > 0 ? ", ETA \(duration(elapsed / Double(done) * Double(all - done)))" : ""
            let line = "\(done) of \(all) \(what)\(left)"
            write(terminal.isInteractive ? "\r\u{1B}[2K\(line.prefix(terminal.width - 1))" : line + "\n")
            state.saidAt = now
            state.isDrawn = terminal.isInteractive
        }
    }

    /// Clears the line.
    public func end() {
        state.withLock { state in
            if state.isDrawn { write("\r\u{1B}[2K") }
            state.isDrawn = false
        }
    }
}
