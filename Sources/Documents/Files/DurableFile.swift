import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes a temporary file beside `path`, brings it to disk and renames it: a reader sees the old content or the new
/// one, and so does a reader after a crash of the program or of the machine.
///
/// Missing folders are created. What is no regular file stays what it is: a symbolic link is followed, and a device or a
/// pipe is written to. The temporary file is named after `path`, so what a killed process left of one is written over by
/// the next; two writers of the same path at once must be kept apart by a lock.
/// - Throws: `DocumentError` with the system's reason, such as a full disk; `path` then has its old content.
package func writeAtomically(_ data: Data, to path: String) throws(DocumentError) {
    var about = stat()
    if stat(path, &about) == 0 {
        guard about.st_mode & S_IFMT == S_IFREG else { return try writeThrough(data, to: path) }
    } else if errno == ELOOP {
        throw DocumentError(file: path, failed: "be written")
    }
    let url = URL(filePath: linkTarget(of: path))
    let folder = url.deletingLastPathComponent()
    do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
        throw DocumentError(file: path, message: "its folder cannot be created: \(error.localizedDescription)")
    }
    let temporary = folder.appending(path: ".\(url.lastPathComponent).new").path
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be written") }
    do throws(DocumentError) {
        try writeAll(data, to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw DocumentError(file: path, failed: "be written") }
        guard rename(temporary, url.path) == 0 else { throw DocumentError(file: path, failed: "be replaced") }
        close(descriptor)
    } catch {
        close(descriptor)
        unlink(temporary)
        throw error
    }
    try synchronizeFolder(folder.path)
}

/// Where a symbolic link leads, also where nothing is there yet; any other path as it is.
private func linkTarget(of path: String) -> String {
    var path = path
    // As many links in a row as the system follows.
    for _ in 0..<40 {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
        path = resolvedPath(target, from: URL(filePath: path).deletingLastPathComponent().path)
    }
    return path
}

/// Writes to a device, a pipe or a socket, which cannot be replaced.
private func writeThrough(_ data: Data, to path: String) throws(DocumentError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be written") }
    defer { close(descriptor) }
    try writeAll(data, to: descriptor, path: path)
}

private func writeAll(_ data: Data, to descriptor: CInt, path: String) throws(DocumentError) {
    var written = 0
    while written < data.count {
        let count = data.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            return write(descriptor, rest.baseAddress, rest.count)
        }
        guard count >= 0 || errno == EINTR else { throw DocumentError(file: path, failed: "be written") }
        written += max(0, count)
    }
}

/// Brings the names in a folder to disk: a file created or renamed is found there after a crash of the machine.
func synchronizeFolder(_ path: String) throws(DocumentError) {
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
