import Documents
import Foundation

/// The content of a file, told apart as far as its layout.
struct TraceFile {
    enum Content {
        case table(CSVTable)
        case json(DocumentValue)
    }

    let path: String
    let content: Content

    var table: CSVTable? { if case .table(let table) = content { table } else { nil } }
    var json: DocumentValue? { if case .json(let value) = content { value } else { nil } }

    init(_ path: String) throws(TraceError) {
        self.path = path
        let data = try Self.contents(of: path)
        let first = data.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            content = .json(try asTraceError { () throws(DocumentError) in try DocumentValue(json: data, file: path) })
        } else {
            content = .table(try asTraceError { () throws(DocumentError) in try CSVTable(data, file: path) })
        }
    }

    static func contents(of path: String) throws(TraceError) -> Data {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw TraceError("\(path): no such file.")
        }
        if isDirectory.boolValue { throw TraceError("\(path) is a directory; expected a trace file.") }
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw TraceError("\(path): cannot be read (\(error.localizedDescription)).")
        }
    }

    /// Reads the file in the layout that its content shows.
    ///
    /// - Parameter scope: which column of a file that has several scopes.
    func series(scope: EmissionScope?) throws(TraceError) -> RawSeries {
        guard let format = TraceFormat.all.first(where: { $0.matches(self) }) else {
            switch content {
            case .json:
                throw TraceError(
                    "\(path): JSON of no known layout; expected UK Carbon Intensity ('data' with 'from', 'to', 'intensity')"
                        + " or WattTime version 3 ('data' and 'meta' with 'signal_type').")
            case .table(let table):
                throw TraceError(
                    "\(path): the header '\(table.header.fields.prefix(4).joined(separator: ","))…' belongs to no known"
                        + " layout. The native one begins with 'utc' and has a column of gCO2eq/kWh for each zone.")
            }
        }
        var series = try format.read(self, scope)
        if let table, !table.isTerminated {
            series.notes.append("\(path): the last line has no line break; is the file whole?")
        }
        if let scope, scope != series.scope {
            throw TraceError("\(path): its emissions are of scope \(series.scope.rawValue), not \(scope.rawValue).")
        }
        return series
    }
}

/// Runs a reader of a text format, whose errors are faults of the trace.
func asTraceError<Value>(_ read: () throws(DocumentError) -> Value) throws(TraceError) -> Value {
    do throws(DocumentError) { return try read() } catch { throw TraceError(error) }
}
