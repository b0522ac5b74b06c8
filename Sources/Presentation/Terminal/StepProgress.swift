import Documents
import Foundation
import Synchronization

/// How many of some steps are done, on one line of standard error that is drawn over, once they take longer than a second.
/// Piped, nothing is said.
public final class StepProgress: Sendable {
    private let what: String
    private let terminal = Terminal.standardError
    private let start = ContinuousClock.now
    private let isDrawn = Mutex(false)

    /// - Parameter what: the steps, in the plural.
    public init(_ what: String) { self.what = what }

    public func report(_ done: Int, of all: Int) {
        guard terminal.isInteractive, ContinuousClock.now - start > .seconds(1) else { return }
        isDrawn.withLock {
            StandardStreams.say("\r\u{1B}[2K\(done) of \(all) \(what)")
            $0 = true
        }
    }

    /// Clears the line.
    public func end() {
        isDrawn.withLock {
            if $0 { StandardStreams.say("\r\u{1B}[2K") }
            $0 = false
        }
    }
}
