#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// Standard output, which holds results and must not lose any, and standard error, which may be closed.
public enum StandardStreams {
    /// Writes to standard error as far as it takes the text: a message that nobody can see is no reason to stop.
    public static func say(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(STDERR_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard written > 0 || (written < 0 && errno == EINTR) else { return }
                rest = rest.dropFirst(max(0, written))
            }
        }
    }

    /// To be called first: a stream that is closed must not be taken by the next file that is opened, and results that
    /// standard output refuses, on a full disk or a closed pipe, end the program with status 1 however it ends.
    public static func guardResults() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free descriptor is this one. A closed standard output goes on refusing what is written to it.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
        atexit {
            let flushed = fflush(stdout)
            let reason = flushed == 0 ? "" : ": " + String(cString: strerror(errno))
            guard flushed != 0 || ferror(stdout) != 0 else { return }
            StandardStreams.say("Error: standard output cannot be written\(reason); results are incomplete\n")
            _exit(1)
        }
    }
}
