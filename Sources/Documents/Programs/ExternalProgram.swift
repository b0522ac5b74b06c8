import Foundation

/// A program of the system, such as gnuplot, tar or git, run to its end without a shell: each argument arrives as it is.
///
/// Not by Foundation's `Process`, which starts threads for each program and crashes or waits for ever where the system
/// refuses them (`ulimit -u`, `ulimit -n`).
public struct ExternalProgram: Sendable {
    public let name: String
    /// Absolute path of the executable.
    public let path: String

    /// Finds the program in the folders of `PATH`; nil if it is in none of them.
    public init?(_ name: String) {
        precondition(!name.isEmpty && !name.contains("/"), "'\(name)' is not the name of a program")
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":")
        let candidates = folders.map { "\($0)/\(name)" }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else { return nil }
        (self.name, self.path) = (name, path)
    }

    /// Runs the program with no standard input, in a process group of its own: Ctrl-C does not reach it.
    ///
    /// - Parameters:
    ///   - arguments: passed on one by one, never interpreted.
    ///   - timeLimit: after which the program and what it started are killed.
    /// - Returns: its standard output.
    /// - Throws: `ExternalProgramError` with the program's standard error.
    public func run(
        _ arguments: [String], timeLimit: Duration = .seconds(600)
    ) throws(ExternalProgramError) -> String {
        let started: StartedProgram
        do throws(SystemError) {
            started = try StartedProgram(path: path, arguments: [path] + arguments)
        } catch {
            throw ExternalProgramError(program: name, reason: .notStarted(error.description))
        }
        guard let end = started.end(by: .now + timeLimit) else {
            throw ExternalProgramError(program: name, reason: .timedOut(after: timeLimit))
        }
        guard end.status == 0 else {
            let message = end.errors.trimmingCharacters(in: .whitespacesAndNewlines)
            throw ExternalProgramError(program: name, reason: .failed(status: end.status, message: message))
        }
        return end.output
    }
}

/// A program that did not come to a good end.
public struct ExternalProgramError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case notStarted(String)
        /// `message` is the program's standard error; a signal is the status 128 plus its number.
        case failed(status: Int, message: String)
        case timedOut(after: Duration)
    }

    public let program: String
    public let reason: Reason

    /// What the program said, or why it did not come to say anything.
    public var message: String {
        if case .failed(_, let message) = reason, !message.isEmpty { message } else { description }
    }

    public var description: String {
        switch reason {
        case .notStarted(let why): "\(program) cannot be started: \(why)"
        case .failed(let status, let message):
            "\(program) failed with status \(status)" + (message.isEmpty ? "" : ": \(message)")
        case .timedOut(let limit): "\(program) did not finish within \(limit / .seconds(1)) s"
        }
    }
}
