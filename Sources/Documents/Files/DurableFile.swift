import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes a temporary file beside `path`, brings it to disk and renames it: a reader sees the old content or the new
/// one, and so does a reader after a crash of the program or of the machine.
///
/// Missing folders are created. The temporary file is named after `path`, so what a killed process left of one is
/// written over by the next; two writers of the same path at once must be kept apart by a lock.
/// - Throws: `DocumentError` with the system's reason, such as a full disk; `path` then has its old content.
package func writeAtomically(_ data: Data, to path: String) throws {
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
        throw DocumentError(file: path, message: "its folder cannot be created: \(error.localizedDescription)")
    }
    let temporary = folder.appending(path: ".\(url.lastPathComponent).new").path
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be written") }
    do {
        defer { close(descriptor) }
        try data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard written >= 0 || errno == EINTR else { throw DocumentError(file: path, failed: "be written") }
                rest = rest.dropFirst(max(0, written))
            }
        }
        guard fsync(descriptor) == 0 else { throw DocumentError(file: path, failed: "be written") }
        guard rename(temporary, path) == 0 else { throw DocumentError(file: path, failed: "be replaced") }
    } catch {
        unlink(temporary)
        throw error
    }
    try synchronizeFolder(folder.path)
}

/// Brings the names in a folder to disk: a file created or renamed is found there after a crash of the machine.
func synchronizeFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be opened") }
    defer { close(descriptor) }
    // Some network file systems have no fsync for folders; there, nothing more can be done.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw DocumentError(file: path, failed: "be synchronized") }
}

extension DocumentError {
    /// The system's reason for the call that just failed.
    package init(file: String, failed verb: String) {
        let code = errno
        self.init(file: file, message: "cannot \(verb): \(String(cString: strerror(code)))", systemError: code)
    }
}
