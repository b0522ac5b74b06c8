import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// All bytes of a file.
///
/// - Throws: `DocumentError` with the system's reason in `systemError`: ENOENT for a file that is not there, and any other
///   for one whose content is not known, which is no reason to take it for missing or damaged.
package func contents(of path: String) throws(DocumentError) -> Data {
    var bytes = Data()
    try readPieces(of: path) { bytes.append(contentsOf: $0) }
    return bytes
}

/// The bytes of a file piece by piece, in order; at most `limit` of them.
func readPieces(
    of path: String, limit: Int = .max, _ take: (UnsafeRawBufferPointer) -> Void
) throws(DocumentError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw errno == ENOENT
            ? DocumentError(file: path, message: "no such file", systemError: ENOENT)
            : DocumentError(file: path, failed: "be opened")
    }
    defer { close(descriptor) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    var rest = limit
    while rest > 0 {
        let count = read(descriptor, piece.baseAddress, min(rest, piece.count))
        guard count >= 0 || errno == EINTR else { throw DocumentError(file: path, failed: "be read") }
        guard count != 0 else { return }
        take(UnsafeRawBufferPointer(rebasing: piece[..<max(0, count)]))
        rest -= max(0, count)
    }
}
