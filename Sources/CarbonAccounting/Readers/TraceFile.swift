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
    /// What was guessed about the file, such as its encoding.
    private var notes: [String] = []

    var table: CSVTable? { if case .table(let table) = content { table } else { nil } }
    var json: DocumentValue? { if case .json(let value) = content { value } else { nil } }

    /// The table of a file that is known to be one.
    func expectTable() throws(TraceError) -> CSVTable {
        guard let table else { throw TraceError("\(path): JSON where a table is expected.") }
        return table
    }

    func expectJSON() throws(TraceError) -> DocumentValue {
        guard let json else { throw TraceError("\(path): a table where JSON is expected.") }
        return json
    }

    /// Names of the header in letters and digits alone, lower case, by column; empty for JSON.
    let headerKeys: [String]

    /// Index of the column with the first of these keys that there is.
    func column(_ keys: String...) -> Int? { keys.lazy.compactMap { headerKeys.firstIndex(of: $0) }.first }

    init(_ path: String, _ options: ReadingOptions) throws(TraceError) {
        self.path = path
        var data = try Self.contents(of: path)
        if let encoding = Self.wideEncoding(data) {
            guard let text = String(data: data, encoding: encoding) else {
                throw TraceError("\(path): begins as UTF-16 does, but is not.")
            }
            data = Data(text.utf8)
            notes.append("\(path): read as UTF-16.")
        }
        for (magic, name) in Self.otherFiles where data.starts(with: magic) {
            throw TraceError("\(path): \(name), which is not read; save it as CSV or JSON.")
        }
        let first = data.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            content = .json(try asTraceError { () throws(DocumentError) in try DocumentValue(json: data, file: path) })
            headerKeys = []
            return
        }
        let delimiter: FieldDelimiter
        if let given = options.delimiter {
            delimiter = given
        } else {
            delimiter = try Self.delimiter(of: data, path: path)
        }
        if delimiter != .comma, options.delimiter == nil {
            notes.append("\(path): fields are separated by \(delimiter.rawValue)s.")
        }
        let bytes = data
        let table = try asTraceError { () throws(DocumentError) -> CSVTable in
            try CSVTable(bytes, file: path, delimiter: delimiter.byte)
        }
        content = .table(table)
        headerKeys = table.header.fields.map(lettersAndDigits)
    }

    private static func wideEncoding(_ data: Data) -> String.Encoding? {
        data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) ? .utf16 : nil
    }

    private static let otherFiles: [(magic: [UInt8], name: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "an Excel workbook or a zip archive"), ([0x1F, 0x8B], "a gzip archive"),
        (Array("<".utf8), "XML or HTML"), (Array("PAR1".utf8), "a Parquet file"),
    ]

    /// What separates the fields of the header.
    ///
    /// - Throws: `TraceError` with a question where two separators are equally frequent.
    private static func delimiter(of data: Data, path: String) throws(TraceError) -> FieldDelimiter {
        var counts: [FieldDelimiter: Int] = [:]
        var isQuoted = false
        for byte in data {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") { break }
            for delimiter in FieldDelimiter.allCases where byte == delimiter.byte { counts[delimiter, default: 0] += 1 }
        }
        guard let most = counts.values.max() else { return .comma }
        let found = FieldDelimiter.allCases.filter { counts[$0] == most }
        guard found.count == 1 else {
            throw TraceError(
                "\(path), line 1: the header has as many of one separator as of another"
                    + " (\(found.map(\.rawValue).joined(separator: ", "))).", asking: .delimiter)
        }
        return found[0]
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

    /// Reads the file in the layout that its content shows, or in that which the options describe.
    func series(_ options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        var format = options.columns != nil ? .columns : TraceFormat.all.first { $0.matches(self) }
        // Who brings factors says that the columns are fuels.
        if options.factors != nil, table != nil, format == nil || format == .native { format = .generation }
        guard let format else { throw unknownLayout }
        var series = try format.read(self, options)
        if options.factors != nil, series.contains(where: { $0.negative == nil }) {
            throw TraceError(
                "\(path): holds no generation by fuel (\(format.kind)), so that emission factors have no use.")
        }
        if let scope = options.scope {
            for one in series where one.scope != scope {
                throw TraceError("\(path): its emissions are of scope \(one.scope.rawValue), not \(scope.rawValue).")
            }
        }
        guard !series.isEmpty else { throw TraceError("\(path): no values.") }
        try name(&series, options.zones)
        if let interval = options.interval {
            for index in series.indices { series[index].interval = interval }
        }
        series[0].notes = notes + series[0].notes
        if let table, !table.isTerminated {
            try refuseCutNumber(table)
            series[0].notes.append("\(path): the last line has no line break; is the file whole?")
        }
        return series
    }

    /// A file may be cut off inside its last number, which is then a wrong one.
    ///
    /// Whole files without a last line break exist (RFC 4180 allows them, programs in browsers write them), so its absence alone
    /// is a note. With a last field shorter than each of the others it is a fault.
    private func refuseCutNumber(_ table: CSVTable) throws(TraceError) {
        guard table.records.count > 2, let last = table.records.last, let field = last.fields.last,
            table.records.dropLast().allSatisfy({ ($0.fields.last?.utf8.count ?? 0) > field.utf8.count })
        else { return }
        throw table.malformed(
            last, last.fields.count - 1,
            "'\(field)' is shorter than every field above it, and no line break follows: the file seems to be cut off here."
                + " Fetch it again; if it is whole, end it with a line break")
    }

    /// Gives a zone without a name the one that is asked for.
    private func name(_ series: inout [RawSeries], _ zones: [String]) throws(TraceError) {
        guard !zones.isEmpty, !series.contains(where: \.namesZones) else { return }
        if zones.count == 1 {
            series[0].zones[0].name = zones[0]
        } else if !zones.contains(series[0].zones[0].name) {
            throw TraceError("\(path): one zone without a name, where \(zones.count) names are given.")
        }
    }

    private var unknownLayout: TraceError {
        switch content {
        case .json(let root):
            if let error = root["error"] {
                let words = [error["code"], error["message"], error].compactMap { $0?.stringValue }
                return TraceError(
                    "\(path): the answer of an API that failed (\(words.joined(separator: ": "))); it holds no values.")
            }
            return TraceError(
                "\(path): JSON of no known layout; expected an answer of the APIs of Great Britain's Carbon Intensity,"
                    + " Electricity Maps, WattTime, EIA or the Carbon Aware SDK.")
        case .table(let table):
            return TraceError(
                "\(path), line \(table.header.line): the header '\(table.header.fields.prefix(4).joined(separator: ","))…'"
                    + " belongs to no known layout. The native one begins with 'utc' and has a column of gCO2eq/kWh for"
                    + " each zone.", asking: .columns)
        }
    }
}

/// A name by its letters and digits alone, in lower case, which covers most spellings of a column.
func lettersAndDigits(_ name: String) -> String {
    String(
        name.lowercased().replacing("₂", with: "2").unicodeScalars.filter { scalar in
            "a"..."z" ~= scalar || "0"..."9" ~= scalar
        }.map(Character.init))
}

/// The name of a file without folder and extension.
func stem(of path: String) -> String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }

/// Runs a reader of a text format, whose errors are faults of the trace.
func asTraceError<Value>(_ read: () throws(DocumentError) -> Value) throws(TraceError) -> Value {
    do throws(DocumentError) { return try read() } catch { throw TraceError(error) }
}
