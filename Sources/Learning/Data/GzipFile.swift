import CZlib
import Foundation

/// Reads gzip'd files, and plain ones as they are.
enum GzipFile {
    /// The unpacked content.
    ///
    /// - Parameter limit: more unpacked bytes than this is an error, so that a wrong file does not fill the memory.
    /// - Throws: `DatasetError.unreadable` if the file cannot be opened, is truncated or fails its checksum.
    static func contents(of path: String, limit: Int) throws -> [UInt8] {
        guard let file = gzopen(path, "rb") else {
            throw DatasetError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { gzclose_r(file) }
        gzbuffer(file, 1 << 17)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let read = chunk.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
            var code: Int32 = Z_OK
            let message = gzerror(file, &code)
            // A truncated stream ends with Z_BUF_ERROR and no negative count.
            guard read >= 0, code == Z_OK || code == Z_STREAM_END else {
                throw DatasetError.unreadable(path: path, reason: message.map { String(cString: $0) } ?? "zlib \(code)")
            }
            if read == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<Int(read)])
            guard bytes.count <= limit else {
                throw DatasetError.unreadable(path: path, reason: "it holds more than \(limit) bytes")
            }
        }
    }
}
