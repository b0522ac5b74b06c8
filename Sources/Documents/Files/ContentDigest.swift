import Crypto
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SHA-256 of bytes that come piece by piece: contents with equal digests are equal.
package struct ContentDigest: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }
    package mutating func update(_ data: Data) { hash.update(data: data) }

    /// Of all bytes so far, 64 hexadecimal digits.
    package var hexadecimal: String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    package static func of(_ data: Data) -> String {
        var digest = ContentDigest()
        digest.update(data)
        return digest.hexadecimal
    }

    /// Of a file's content; nil for what is no regular file, such as a pipe, which can be read only once.
    ///
    /// A process reads each file once, and again only after it was written to.
    /// - Throws: `DocumentError` for a file that cannot be read.
    package static func ofFile(_ path: String) throws(DocumentError) -> String? {
        var about = stat()
        guard stat(path, &about) == 0 else { throw DocumentError(file: path, failed: "be read") }
        guard about.st_mode & S_IFMT == S_IFREG else { return nil }
        let state = FileState(path: path, about)
        if let known = known.withLock({ $0[state] }) { return known }
        var digest = ContentDigest()
        try readPieces(of: path) { digest.update($0) }
        let result = digest.hexadecimal
        known.withLock { $0[state] = result }
        return result
    }

    /// What changes when a file is written to or another takes its place.
    private struct FileState: Hashable {
        let path: String
        let (device, inode, size): (UInt64, UInt64, Int64)
        let (seconds, nanoseconds): (Int, Int)

        init(path: String, _ about: stat) {
            self.path = path
            (device, inode, size) = (UInt64(about.st_dev), UInt64(about.st_ino), Int64(about.st_size))
            #if canImport(Darwin)
                (seconds, nanoseconds) = (about.st_mtimespec.tv_sec, about.st_mtimespec.tv_nsec)
            #else
                (seconds, nanoseconds) = (about.st_mtim.tv_sec, about.st_mtim.tv_nsec)
            #endif
        }
    }

    private static let known = Mutex<[FileState: String]>([:])
}
