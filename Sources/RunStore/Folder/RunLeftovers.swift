import Documents
import Foundation

/// What processes that were killed leave in and beside a run directory.
package enum RunLeftovers {
    /// Removes half-written files, checkpoints and the lock of a finished run, unless a process holds it.
    ///
    /// - Throws: `DocumentError` for a file that cannot be removed.
    package static func remove(from directory: RunDirectory) throws {
        let manager = FileManager.default
        let files =
            ((try? manager.contentsOfDirectory(atPath: directory.path)) ?? []).filter(isHalfWritten)
            .map { "\(directory.path)/\($0)" }
            + [directory.checkpoint, directory.previousCheckpoint].filter(manager.fileExists(atPath:))
        guard !files.isEmpty || manager.fileExists(atPath: directory.lock) else { return }
        guard RunLock.holder(of: directory) == nil, let lock = try? RunLock(for: directory) else { return }
        defer { withExtendedLifetime(lock) {} }
        for file in files {
            guard unlink(file) == 0 || errno == ENOENT else { throw DocumentError(file: file, failed: "be removed") }
        }
    }

    /// As `writeAtomically` names its files until they are whole.
    private static func isHalfWritten(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".new") }
}
