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
        let (rows, zones) = try text.series(
            stamp: 0, bareIsUTC: false, columns: names.enumerated().map { ($1, $0 + 1) })
        var series = RawSeries(
            file: text.file, format: .native, kind: sidecar?.kind ?? .average, scope: sidecar?.scope ?? .unknown,
            source: sidecar?.source ?? text.file, licence: sidecar?.licence ?? "", stepSeconds: sidecar?.stepSeconds,
            rows: rows, zones: zones)
        if sidecar == nil {
            series.notes.append(
                "\(text.file) has no sidecar \(TraceSidecar.path(for: text.file)): taken as average, of unknown scope.")
        }
        return series
    }
}

extension RawSeries {
    /// Marks the values that a list names by `utc` and `zone` (or `country`) as estimated.
    ///
    /// - Throws: `TraceError` for a list without these columns, and for a zone or an instant that the series does not have.
    mutating func markEstimated(_ list: CSVTable) throws(TraceError) {
        guard let stamp = list.column("utc"), let name = list.column("zone", "country") else {
            throw TraceError("\(list.file), line \(list.header.line): no columns 'utc' and 'zone' of estimated values.")
        }
        let rowOf = Dictionary(rows.indices.map { (rows[$0].instant, $0) }) { first, _ in first }
        for record in list.records {
            let instant: UTCInstant
            do throws(InstantError) { instant = try UTCInstant(iso8601: record.fields[stamp]) } catch {
                throw list.malformed(record, stamp, error.description)
            }
            guard let zone = zones.firstIndex(where: { $0.name == record.fields[name] }) else {
                throw list.malformed(record, name, "no zone '\(record.fields[name])' in \(file)")
            }
            guard let row = rowOf[instant] else { throw list.malformed(record, stamp, "no row \(instant) in \(file)") }
            zones[zone].estimated.insert(row)
        }
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
        "native", "utc,<zone>,<zone>… in gCO2eq/kWh, with a sidecar; stamps begin the step"
    ) {
        $0.table.map(NativeReader.isNative) ?? false
    } read: { file, scope throws(TraceError) in
        guard let table = file.table else { throw TraceError("\(file.path): not of this layout.") }
        let sidecar = TraceSidecar.path(for: file.path)
        guard FileManager.default.fileExists(atPath: sidecar) else {
            return try NativeReader.read(table, sidecar: nil)
        }
        let words = String(decoding: try TraceFile.contents(of: sidecar), as: UTF8.self)
        let about = try TraceSidecar(text: words, file: sidecar)
        var series = try NativeReader.read(table, sidecar: about)
        if let name = about.estimatedFile {
            let list = TraceSidecar.estimatedValues(name, of: file.path)
            let data = try TraceFile.contents(of: list)
            try series.markEstimated(try asTraceError { () throws(DocumentError) in try CSVTable(data, file: list) })
        }
        return series
    }
}
