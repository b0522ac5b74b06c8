import Foundation

/// A trace as read from files, with what was found in them.
public struct TraceReading: Sendable {
    public let trace: CarbonTrace
    /// The layout of each file, in the order given.
    public let formats: [TraceFormat]
    /// Every fault found, those that the gap policy dealt with included.
    public let problems: [TraceProblem]
    /// What is worth knowing and no fault.
    public let notes: [String]
    /// Values by zone that the source itself calls estimated.
    public let estimatedCount: [Int]

    /// Reads one trace from one or more files of any understood format.
    ///
    /// Files may hold different zones, or following spans of the same zone. All must agree in kind and scope. Steps may
    /// differ: the trace gets the greatest common step, on which every value of every file still holds exactly.
    /// - Parameters:
    ///   - paths: at least one file.
    ///   - policy: what to do about faults; with `refuse` also files whose zones end up with different spans are refused.
    /// - Throws: `TraceError` that names file, line and column.
    public init(_ paths: [String], gaps policy: GapPolicy = .refuse) throws(TraceError) {
        guard !paths.isEmpty else { throw TraceError("no trace file given.") }
        var problems: [TraceProblem] = []
        var notes: [String] = []
        var parts: [GridSeries] = []
        var formats: [TraceFormat] = []
        for path in paths {
            let raw = try readSeries(path)
            notes += raw.notes
            formats.append(raw.format)
            parts.append(try GridSeries(raw, gaps: policy, problems: &problems))
        }
        trace = try mergeTraces(parts, gaps: policy, problems: &problems)
        estimatedCount = trace.zones.map { zone in
            parts.map { part in part.zones.firstIndex(of: zone).map { part.estimatedCount[$0] } ?? 0 }.reduce(0, +)
        }
        self.formats = formats
        self.problems = problems
        self.notes = notes
    }
}

extension CarbonTrace {
    /// Reads one trace from one or more files; see `TraceReading.init`.
    public static func load(_ paths: [String], gaps: GapPolicy = .refuse) throws(TraceError) -> CarbonTrace {
        try TraceReading(paths, gaps: gaps).trace
    }
}

/// Reads a file and tells its format by its content.
func readSeries(_ path: String) throws(TraceError) -> RawSeries {
    let text = try DelimitedText(try contents(of: path), file: path)
    guard NativeReader.isNative(text) else {
        throw TraceError(
            "\(path): the header '\(text.header.fields.prefix(4).joined(separator: ","))…' belongs to no known trace format."
        )
    }
    let sidecar = TraceSidecar.path(for: path)
    guard FileManager.default.fileExists(atPath: sidecar) else { return try NativeReader.read(text, sidecar: nil) }
    let words = String(decoding: try contents(of: sidecar), as: UTF8.self)
    return try NativeReader.read(text, sidecar: try TraceSidecar(text: words, file: sidecar))
}

private func contents(of path: String) throws(TraceError) -> Data {
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
