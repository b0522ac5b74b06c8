import Foundation

/// How long a file, or the beginning of one, was and what stood in it: damage and edits show by its digest.
package struct FileMark: Codable, Sendable, Equatable {
    package let bytes: Int
    package let sha256: String

    package init(bytes: Int, sha256: String) { (self.bytes, self.sha256) = (bytes, sha256) }

    /// Of a whole file.
    package init(of path: String) throws(DocumentError) {
        var digest = ContentDigest()
        var bytes = 0
        try readPieces(of: path) {
            digest.update($0)
            bytes += $0.count
        }
        self.init(bytes: bytes, sha256: digest.hexadecimal)
    }

    /// The content of a file that must still be the marked one.
    ///
    /// - Throws: `DocumentError` naming the file if it is not there, cannot be read, or holds anything else.
    package func verifiedContents(of path: String) throws(DocumentError) -> Data {
        let data = try contents(of: path)
        try verify(FileMark(bytes: data.count, sha256: ContentDigest.of(data)), of: path)
        return data
    }

    /// Reads a file that must still be the marked one, without keeping it.
    package func verify(_ path: String) throws(DocumentError) { try verify(FileMark(of: path), of: path) }

    /// The digest of a file's first `bytes` bytes, which must still be the marked ones, ready for what follows them.
    package func verifiedBeginning(of path: String) throws(DocumentError) -> ContentDigest {
        var digest = ContentDigest()
        var found = 0
        try readPieces(of: path, limit: bytes) {
            digest.update($0)
            found += $0.count
        }
        try verify(FileMark(bytes: found, sha256: digest.hexadecimal), of: path)
        return digest
    }

    private func verify(_ found: FileMark, of path: String) throws(DocumentError) {
        guard found.bytes == bytes else {
            throw DocumentError(file: path, message: "is damaged: it holds \(found.bytes) bytes of \(bytes)")
        }
        guard found.sha256 == sha256 else {
            throw DocumentError(
                file: path,
                message: "is damaged, or was edited: its content does not match the digest of what was written")
        }
    }
}
