import Foundation

#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// A running program whose standard input and output are one socket to this process; its standard error is ours.
package final class LinkedProgram {
    /// Our end of the socket.
    package let descriptor: CInt
    private let process: pid_t
    private var status: Int?

    /// - Parameters:
    ///   - command: the program, looked up in `PATH` unless it holds a slash, and its arguments.
    ///   - name: names it in errors.
    package init(_ command: [String], name: String) throws(DocumentError) {
        precondition(!command.isEmpty, "a command without words")
        guard let path = Self.path(of: command[0]) else {
            throw DocumentError(file: name, message: "'\(command[0])' is no program that can be run")
        }
        do throws(SystemError) {
            let ends = try Self.openSocket()
            defer { close(ends.theirs) }
            do throws(SystemError) {
                process = try spawnProgram(
                    path: path, arguments: command, input: ends.theirs, output: ends.theirs, errors: nil)
            } catch {
                close(ends.ours)
                throw error
            }
            descriptor = ends.ours
        } catch {
            throw DocumentError(file: name, message: "'\(command[0])' cannot be started: \(error)")
        }
    }

    /// The executable file that a first word of a command means; nil if there is none.
    package static func path(of word: String) -> String? {
        guard word.contains("/") else { return word.isEmpty ? nil : ExternalProgram(word)?.path }
        return FileManager.default.isExecutableFile(atPath: word) ? word : nil
    }

    /// Says that nothing more will be sent, and waits for the end; a program that goes on is killed with what it started.
    ///
    /// - Returns: the exit status, or 128 plus the number of the signal; nil if it had to be killed.
    package func end(within limit: Duration) -> Int? {
        if let status { return status }
        shutdown(descriptor, Int32(SHUT_WR))
        let deadline = ContinuousClock.now + limit
        var found: CInt = 0
        while true {
            let ended = waitpid(process, &found, WNOHANG)
            if ended == process { break }
            guard ended == 0 || errno == EINTR, deadline > .now else {
                kill(-process, SIGKILL)
                while waitpid(process, nil, 0) < 0 && errno == EINTR {}
                status = 128 + Int(SIGKILL)
                return nil
            }
            usleep(500)
        }
        let signal = found & 0x7f
        status = Int(signal == 0 ? found >> 8 & 0xff : 128 + signal)
        return status
    }

    deinit {
        _ = end(within: .seconds(1))
        close(descriptor)
    }

    /// A pair of ends that no other program inherits, and that end no process when the other end is closed.
    private static func openSocket() throws(SystemError) -> (ours: CInt, theirs: CInt) {
        var ends: [CInt] = [-1, -1]
        #if canImport(Glibc)
            let stream = CInt(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { throw SystemError(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
