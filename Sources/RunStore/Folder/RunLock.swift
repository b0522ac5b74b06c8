import Documents
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The right to write to a run directory, held by one process at a time.
///
/// A file beside the directory, locked with flock(2) and naming its holder. The system releases the lock when the holder
/// ends in any way, so a file that a dead process left is simply taken over.
package final class RunLock {
    private let path: String
    private let descriptor: CInt

    /// - Throws: `RunLockError` naming the holder if another process has the lock; `DocumentError` if no lock file can be
    ///   made.
    package init(for directory: RunDirectory) throws {
        path = directory.lock
        let folder = URL(filePath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw DocumentError(file: folder.path, message: "cannot be created: \(error.localizedDescription)")
        }
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be opened") }
            guard try Self.acquire(descriptor, path: path) else {
                defer { close(descriptor) }
                throw RunLockError(directory: directory, holder: Self.holder(path))
            }
            // The last holder may have removed the file between our opening and locking it: lock what is there now.
            var (held, named) = (stat(), stat())
            if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
                self.descriptor = descriptor
                break
            }
            close(descriptor)
        }
        let name = "process \(getpid()) on \(ProcessInfo.processInfo.hostName)\n"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, name, name.utf8.count, 0) == name.utf8.count else {
            throw DocumentError(file: path, failed: "be written")
        }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    /// The process that works on a run directory now; nil if there is none.
    package static func holder(of directory: RunDirectory) -> String? {
        let descriptor = open(directory.lock, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return holder(directory.lock)
    }

    private static func holder(_ path: String) -> String {
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return name.isEmpty ? "another process" : name
    }

    /// Whether the lock was free. A process that only inspects a lock holds it for an instant, hence the second and third try.
    private static func acquire(_ descriptor: CInt, path: String) throws -> Bool {
        for attempt in 1...3 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { throw DocumentError(file: path, failed: "be locked") }
            if attempt < 3 { usleep(20_000) }
        }
        return false
    }
}
