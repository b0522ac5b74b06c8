import Documents
import Foundation
import Reproducibility

/// Reads `utc,<zone>,<zone>…`: ISO 8601 stamps and gCO2eq/kWh, one column a zone.
enum NativeReader {
    static func isNative(_ text: CSVTable) -> Bool {
        text.header.fields.count >= 2 && text.header.fields[0].lowercased() == "utc"
    }

    /// - Parameter sidecar: what `<name>.yaml` says; nil if there is none, then the kind is average and the scope unknown.
    static func read(_ text: CSVTable, sidecar: TraceSidecar?) throws(TraceError) -> RawSeries {
        let names = Array(text.header.fields.dropFirst())
        for (index, name) in names.enumerated() {
            if name.isEmpty {
                throw TraceError("\(text.file), line \(text.header.line), column \(index + 2): a zone without a name.")
            }
            if let first = names.firstIndex(of: name), first != index {
                throw TraceError(
                    "\(text.file), line \(text.header.line): zone '\(name)' is in columns \(first + 2) and \(index + 2)."
                )
            }
        }
        // The column is called utc, so a stamp without an offset is in UTC.
        let (rows, zones) = try text.series(
            stamp: 0, bareIsUTC: true, columns: names.enumerated().map { ($1, $0 + 1) })
        var series = RawSeries(
            file: text.file, format: .native, kind: sidecar?.kind ?? .average, scope: sidecar?.scope ?? .unknown,
            source: sidecar?.source ?? text.file, licence: sidecar?.licence ?? "",
            interval: sidecar?.stepSeconds.map { .seconds($0) }, rows: rows, zones: zones)
        series.earlierNegative = sidecar?.negative
        if sidecar == nil {
            series.notes.append(
                "\(text.file) has no sidecar \(TraceSidecar.path(for: text.file)): taken as average, of unknown scope.")
        }
        return series
    }
}

extension CSVTable {
    /// Stamps and number columns of all records.
    ///
    /// - Parameters:
    ///   - stamp: index of the column with the instants.
    ///   - columns: name and index of each column of numbers; an empty field is a missing value.
    /// - Throws: `TraceError` with line and column for a field that is neither empty nor a number, or no instant.
    func series(
        stamp: Int, bareIsUTC: Bool, columns: [(name: String, index: Int)]
    ) throws(TraceError) -> (rows: [RawSeries.Row], zones: [RawSeries.Zone]) {
        var rows: [RawSeries.Row] = []
        rows.reserveCapacity(records.count)
        var zones = columns.map { RawSeries.Zone(name: $0.name, column: $0.index + 1, values: []) }
        for record in records {
            do throws(InstantError) {
                let instant = try UTCInstant(iso8601: record.fields[stamp], bareIsUTC: bareIsUTC)
                rows.append(RawSeries.Row(instant: instant, line: record.line))
            } catch {
                throw malformed(record, stamp, error.description)
            }
            for (z, column) in columns.enumerated() {
                zones[z].values.append(try number(record, column.index))
            }
        }
        return (rows, zones)
    }

    /// As above, for stamps of any kind; records in an hour that the clock skips are left out.
    func series(
        _ stamps: StampColumn, columns: [(name: String, index: Int)]
    ) throws(TraceError) -> (rows: [RawSeries.Row], zones: [RawSeries.Zone]) {
        var rows: [RawSeries.Row] = []
        var zones = columns.map { RawSeries.Zone(name: $0.name, column: $0.index + 1, values: []) }
        for (record, instant) in zip(records, try starts(stamps)) {
            guard let instant else { continue }
            rows.append(RawSeries.Row(instant: instant, line: record.line))
            for (z, column) in columns.enumerated() { zones[z].values.append(try number(record, column.index)) }
        }
        return (rows, zones)
    }

    /// The number in a field, or nil if the field is empty.
    func number(_ record: Record, _ column: Int) throws(TraceError) -> Double? {
        let field = record.fields[column]
        if field.isEmpty { return nil }
        guard let value = decimalNumber(field) else {
            throw malformed(record, column, "'\(field)' in column '\(header.fields[column])' is not a number")
        }
        return value
    }

    func malformed(_ record: Record, _ column: Int, _ message: String) -> TraceError {
        TraceError(refusing: [
            TraceProblem(.malformed, file: file, line: record.line, column: column + 1, message)
        ])
    }
}

extension TraceFormat {
    public static let native = TraceFormat(
        "native", "a column of gCO2eq/kWh for each zone, with a sidecar for kind, scope and marks", .startOfStep,
        example: "utc,DE,FR\n2020-06-01T00:00Z,303,51"
    ) {
        $0.table.map(NativeReader.isNative) ?? false
    } read: { file, options throws(TraceError) in
        let table = try file.expectTable()
        let sidecar = TraceSidecar.path(for: file.path)
        guard FileManager.default.fileExists(atPath: sidecar) else {
            return [try NativeReader.read(table, sidecar: nil)]
        }
        let words = String(decoding: try TraceFile.contents(of: sidecar), as: UTF8.self)
        let about = try TraceSidecar(text: words, file: sidecar)
        var series = try NativeReader.read(table, sidecar: about)
        if let name = about.marksFile {
            let list = TraceSidecar.marks(name, of: file.path)
            let data = try TraceFile.contents(of: list)
            try series.apply(try asTraceError { () throws(DocumentError) in try CSVTable(data, file: list) })
        }
        return [series]
    }
}
