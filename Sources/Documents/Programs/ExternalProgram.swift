import Foundation
import Synchronization

/// A program of the system, such as gnuplot, tar or git, run to its end without a shell: each argument arrives as it is.
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

    /// Runs the program with no standard input.
    ///
    /// - Parameters:
    ///   - arguments: passed on one by one, never interpreted.
    ///   - folder: in which the program runs; nil for that of this process.
    ///   - timeLimit: after which the program is terminated.
    /// - Returns: its standard output.
    /// - Throws: `ExternalProgramError` with the program's standard error.
    public func run(
        _ arguments: [String], in folder: String? = nil, timeLimit: Duration = .seconds(600)
    ) throws(ExternalProgramError) -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        let exit = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in exit.signal() }
        do { try process.run() } catch {
            throw ExternalProgramError(program: name, reason: .notStarted(error.localizedDescription))
        }
        // Both pipes are drained at once: a program that fills one while the other is read would wait forever.
        let (text, message) = (Drain(output.fileHandleForReading), Drain(errors.fileHandleForReading))
        guard exit.wait(timeout: .now() + timeLimit / .seconds(1)) == .success else {
            process.terminate()
            throw ExternalProgramError(program: name, reason: .timedOut(after: timeLimit))
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let message = message.text().trimmingCharacters(in: .whitespacesAndNewlines)
            throw ExternalProgramError(
                program: name, reason: .failed(status: Int(process.terminationStatus), message: message))
        }
        return text.text()
    }
}

/// Reads a pipe to its end on a thread of its own.
private final class Drain: Sendable {
    private let data = Mutex(Data())
    private let isDone = DispatchSemaphore(value: 0)

    init(_ pipe: FileHandle) {
        Thread { [self] in
            let all = pipe.readDataToEndOfFile()
            data.withLock { $0 = all }
            isDone.signal()
        }.start()
    }

    /// Waits for the end of the pipe; called once.
    func text() -> String {
        isDone.wait()
        return String(decoding: data.withLock { $0 }, as: UTF8.self)
    }
}

/// A program that did not come to a good end.
public struct ExternalProgramError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case notStarted(String)
        /// `message` is the program's standard error.
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
