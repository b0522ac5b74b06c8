import Foundation

/// Appends rows to a run's CSV file; what `append` was given is in the file when it returns.
///
/// The writer is meant for one thread. The file is closed when the writer goes away.
public final class CSVRowWriter<Row: CSVRow> {
    public let path: String
    private let handle: FileHandle

    /// A new file with the header alone; an existing file is replaced.
    ///
    /// - Throws: `RecordError` when the file cannot be written.
    public convenience init(creating path: String) throws {
        try self.init(path: path, rows: [])
    }

    /// Goes on with an existing file after the leading rows for which `keep` holds; what follows them is cut off.
    ///
    /// For a resumed run: the checkpoint says how many rounds are done, later rows are computed again. A last line that
    /// was not finished is dropped. A missing file is created.
    /// - Throws: `RecordError` when the file does not parse or cannot be written.
    public convenience init(resuming path: String, keeping keep: (Row) -> Bool) throws {
        let exists = FileManager.default.fileExists(atPath: path)
        try self.init(path: path, rows: exists ? Array(Row.read(path, running: true).prefix(while: keep)) : [])
    }

    private init(path: String, rows: [Row]) throws {
        self.path = path
        let text = ([Row.csvHeader] + rows.map(\.csvLine)).joined(separator: "\n") + "\n"
        try writeAtomically(Data(text.utf8), to: path)
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw RecordError(path: path, problem: "cannot be opened for writing")
        }
        _ = try handle.seekToEnd()
        self.handle = handle
    }

    deinit { try? handle.close() }

    /// - Throws: `RecordError` when the rows cannot be written, for example on a full disk.
    public func append(_ rows: Row...) throws { try append(contentsOf: rows) }

    /// As `append`, with one write for all rows.
    public func append(contentsOf rows: [Row]) throws {
        let text = rows.map { $0.csvLine + "\n" }.joined()
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw RecordError(path: path, problem: "cannot be written: \(error.localizedDescription)")
        }
    }
}

/// Writes a temporary file beside `path` and renames it, so that a reader sees the old content or the new one.
///
/// Missing folders are created.
func writeAtomically(_ data: Data, to path: String) throws {
    let url = URL(filePath: path)
    do {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url, options: .atomic)
    } catch {
        throw RecordError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
}
