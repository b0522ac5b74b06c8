import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Appends rows to a run's CSV file; what `append` was given is in the file when it returns.
///
/// The writer is meant for one thread. The file is closed when the writer goes away.
public final class CSVRowWriter<Row: CSVRow> {
    public let path: String
    /// Length of the file in bytes, all rows so far included.
    public private(set) var byteCount: Int
    private let descriptor: CInt
    /// Of all bytes so far.
    private var digest: ContentDigest

    /// A new file with the header alone; an existing file is replaced.
    ///
    /// - Throws: `DocumentError` when the file cannot be written.
    public init(creating path: String) throws {
        let header = Data((Row.csvHeader + "\n").utf8)
        try writeAtomically(header, to: path)
        (self.path, byteCount) = (path, header.count)
        digest = ContentDigest()
        digest.update(header)
        descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be opened") }
    }

    /// Goes on with an existing file after what a checkpoint marked; what follows is cut off, since it comes again.
    ///
    /// - Parameter digest: of the marked bytes, as `FileMark.verifiedBeginning` gives it.
    /// - Throws: `DocumentError` when there is no such file, when it has another header, or when it cannot be written.
    package init(resuming path: String, after mark: FileMark, digest: ContentDigest) throws {
        (self.path, byteCount, self.digest) = (path, mark.bytes, digest)
        descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw DocumentError(file: path, failed: "be opened") }
        var header = Data(count: Row.csvHeader.utf8.count + 1)
        let read = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard read == header.count, header == Data((Row.csvHeader + "\n").utf8) else {
            close(descriptor)
            throw DocumentError(file: path, line: 1, message: "another version of the program wrote its header")
        }
        guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
            close(descriptor)
            throw DocumentError(file: path, failed: "be cut to the checkpoint")
        }
    }

    /// What is in the file now.
    package var mark: FileMark { FileMark(bytes: byteCount, sha256: digest.hexadecimal) }

    deinit { close(descriptor) }

    /// - Throws: `DocumentError` when the rows cannot be written, for example on a full disk.
    public func append(_ rows: Row...) throws { try append(contentsOf: rows) }

    /// As `append`, with one write for all rows.
    public func append(contentsOf rows: [Row]) throws {
        var text = ""
        for row in rows {
            text += row.csvLine
            text += "\n"
        }
        try text.withUTF8 { bytes in
            digest.update(UnsafeRawBufferPointer(bytes))
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard written >= 0 || errno == EINTR else { throw DocumentError(file: path, failed: "be written") }
                rest = rest.dropFirst(max(0, written))
                byteCount += max(0, written)
            }
        }
    }

    /// Brings all rows to disk.
    ///
    /// - Throws: `DocumentError` when the system reports that it could not, or when the file at `path` is no longer the one
    ///   that is written to.
    public func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw DocumentError(file: path, failed: "be written") }
        var (held, named) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
            held.st_dev == named.st_dev
        else { throw DocumentError(file: path, message: "was removed or replaced while the run wrote to it") }
    }
}
