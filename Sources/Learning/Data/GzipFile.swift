import CZlib
import Foundation

/// Reads a gzip'd file, or a plain one as it is, piece by piece: no more is unpacked than is asked for.
final class GzipFile {
    private let path: String
    private let file: gzFile

    /// - Throws: `DatasetError.unreadable` if the file cannot be opened.
    init(_ path: String) throws {
        guard let file = gzopen(path, "rb") else {
            throw DatasetError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        (self.path, self.file) = (path, file)
        gzbuffer(file, 1 << 17)
    }

    deinit { gzclose_r(file) }

    /// The next `count` unpacked bytes, fewer at the end of the file.
    ///
    /// - Throws: `DatasetError.unreadable` if the file is truncated or fails its checksum.
    func read(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...].prefix(1 << 20))
                let read = gzread(file, rest.baseAddress, UInt32(rest.count))
                var code: Int32 = Z_OK
                let message = gzerror(file, &code)
                // A truncated stream ends with Z_BUF_ERROR and no negative count.
                guard read >= 0, code == Z_OK || code == Z_STREAM_END else {
                    throw DatasetError.unreadable(
                        path: path, reason: message.map { String(cString: $0) } ?? "zlib \(code)")
                }
                guard read > 0 else { return }
                filled += Int(read)
            }
        }
    }
}
