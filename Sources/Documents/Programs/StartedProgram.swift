#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// The number that a system call left in `errno`.
struct SystemError: Error, CustomStringConvertible {
    let code: CInt

    var description: String { String(cString: strerror(code)) }
}

/// A running program of which both outputs are read, on the thread that waits for its end.
struct StartedProgram {
    private let process: pid_t
    /// Read ends of the program's standard output and standard error.
    private let pipes: [CInt]

    /// Starts `arguments` with an empty standard input.
    init(path: String, arguments: [String]) throws(SystemError) {
        let output = try openPipe()
        let errors: (read: CInt, write: CInt)
        do throws(SystemError) { errors = try openPipe() } catch {
            close(output.read)
            close(output.write)
            throw error
        }
        defer {
            close(output.write)
            close(errors.write)
        }
        do throws(SystemError) {
            process = try spawnProgram(
                path: path, arguments: arguments, input: nil, output: output.write, errors: errors.write)
        } catch {
            close(output.read)
            close(errors.read)
            throw error
        }
        pipes = [output.read, errors.read]
    }

    /// Waits for the end, reading both outputs at once: a program that fills one while the other is read would wait for ever.
    /// Called once.
    ///
    /// - Returns: the exit status, or 128 plus the number of the signal that ended the program, and both outputs; nil if it
    ///   had not ended at `deadline` and was killed.
    func end(by deadline: ContinuousClock.Instant) -> (status: Int, output: String, errors: String)? {
        defer { for pipe in pipes { close(pipe) } }
        var texts = [[UInt8]](repeating: [], count: pipes.count)
        // poll passes over negative descriptors.
        var polled = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while polled.contains(where: { $0.fd >= 0 }) {
            guard deadline > .now else { return killed() }
            // In steps, so that the deadline is kept whatever the program does.
            guard poll(&polled, nfds_t(polled.count), 50) > 0 else { continue }
            for index in polled.indices where polled[index].fd >= 0 && polled[index].revents != 0 {
                let count = read(polled[index].fd, &buffer, buffer.count)
                if count > 0 { texts[index] += buffer[..<count] }
                if count == 0 || (count < 0 && errno != EINTR) { polled[index].fd = -1 }
            }
        }
        // A program may close its outputs and go on.
        var status: CInt = 0
        while true {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process { break }
            guard ended == 0 || errno == EINTR, deadline > .now else { return killed() }
            usleep(2000)
        }
        let signal = status & 0x7f
        return (
            Int(signal == 0 ? status >> 8 & 0xff : 128 + signal), String(decoding: texts[0], as: UTF8.self),
            String(decoding: texts[1], as: UTF8.self)
        )
    }

    private func killed() -> (status: Int, output: String, errors: String)? {
        kill(-process, SIGKILL)
        while waitpid(process, nil, 0) < 0 && errno == EINTR {}
        return nil
    }
}

/// Starts a program in a process group of its own.
///
/// - Parameters:
///   - input: becomes its standard input; nil is an empty one.
///   - errors: becomes its standard error; nil is ours.
func spawnProgram(
    path: String, arguments: [String], input: CInt?, output: CInt, errors: CInt?
) throws(SystemError) -> pid_t {
    #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
    #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }
    if let input {
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    if let errors { posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, &attributes, &words, environ)
    guard code == 0 else { throw SystemError(code: code) }
    return process
}

/// A pipe whose ends no other program inherits.
private func openPipe() throws(SystemError) -> (read: CInt, write: CInt) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
