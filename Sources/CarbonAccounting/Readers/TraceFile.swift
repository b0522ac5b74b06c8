import Documents
import Foundation

/// The content of a file, told apart as far as its layout.
enum TraceFile {
    case delimited(CSVTable)
    case json(DocumentValue)

    init(_ path: String) throws(TraceError) {
        let data = try Self.contents(of: path)
        let first = data.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            self = .json(try asTraceError { () throws(DocumentError) in try DocumentValue(json: data, file: path) })
        } else {
            self = .delimited(try asTraceError { () throws(DocumentError) in try CSVTable(data, file: path) })
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
    func series(path: String, scope: EmissionScope?) throws(TraceError) -> RawSeries {
        var series: RawSeries
        switch self {
        case .json(let root):
            if UKCarbonIntensityReader.matches(root) {
                series = try UKCarbonIntensityReader.read(root, file: path)
            } else if WattTimeReader.matches(root) {
                series = try WattTimeReader.read(root, file: path)
            } else {
                throw TraceError(
                    "\(path): JSON of no known layout; expected UK Carbon Intensity ('data' with 'from', 'to', 'intensity')"
                        + " or WattTime version 3 ('data' and 'meta' with 'signal_type').")
            }
        case .delimited(let text):
            if ElectricityMapsReader.matches(text) {
                series = try ElectricityMapsReader.read(text, scope: scope)
            } else if CarbonCastReader.matches(text) {
                series = try CarbonCastReader.read(text)
            } else if GenerationReader.matches(text) {
                throw TraceError(
                    "\(path): this is generation by fuel, not intensity. Derive the intensity with a table of factors:"
                        + " cafe carbon derive \(path) --factors FACTORS.yaml")
            } else if NativeReader.isNative(text) {
                let sidecar = TraceSidecar.path(for: path)
                if FileManager.default.fileExists(atPath: sidecar) {
                    let words = String(decoding: try Self.contents(of: sidecar), as: UTF8.self)
                    let about = try TraceSidecar(text: words, file: sidecar)
                    series = try NativeReader.read(text, sidecar: about)
                    if let name = about.estimatedFile {
                        let list = URL(filePath: path).deletingLastPathComponent().appending(path: name).relativePath
                        let data = try Self.contents(of: list)
                        let marks = try asTraceError { () throws(DocumentError) in try CSVTable(data, file: list) }
                        try series.markEstimated(marks)
                    }
                } else {
                    series = try NativeReader.read(text, sidecar: nil)
                }
            } else {
                throw TraceError(
                    "\(path): the header '\(text.header.fields.prefix(4).joined(separator: ","))…' belongs to no known"
                        + " layout. The native one begins with 'utc' and has a column of gCO2eq/kWh for each zone.")
            }
        }
        if case .delimited(let text) = self, !text.isTerminated {
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
