import Foundation

/// A row type of a CSV file with fixed columns in a fixed order.
public protocol CSVRow: Sendable {
    static var columns: [CSVColumn<Self>] { get }
    /// A row to read into.
    init()
    /// What is wrong with the values of the row, or with its place after the row before it; nil for nothing.
    func fault(after previous: Self?) -> CSVFault?
}

/// A value that no program of ours writes into its column.
public struct CSVFault: Sendable, Equatable {
    public let column: String
    public let message: String

    public init(_ column: String, _ message: String) { (self.column, self.message) = (column, message) }
}

extension CSVRow {
    public func fault(after previous: Self?) -> CSVFault? { nil }

    /// The column names, without a line end.
    public static var csvHeader: String { Documents.csvLine(of: columns.map(\.name)) }

    /// The row as text, without a line end.
    public var csvLine: String { Documents.csvLine(of: Self.columns.map { $0.write(self) }) }

    /// All rows of a file.
    ///
    /// - Parameter running: whether the file may still be written to; a last line without a line end is then left out.
    /// - Throws: `DocumentError` with line and column for a missing file, a header other than `csvHeader`, a row with too
    ///   few or too many fields, a field that does not parse, or a last line without a line end.
    public static func read(_ path: String, running: Bool = false) throws -> [Self] {
        try parse(String(decoding: try contents(of: path), as: UTF8.self), path: path, running: running)
    }

    /// As `read`, from the text of a file; `path` only names it in errors.
    public static func parse(_ text: String, path: String, running: Bool = false) throws -> [Self] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let unfinished = lines.removeLast()
        guard let header = lines.first else {
            if running { return [] }
            throw DocumentError(file: path, message: "the file is empty, expected the header \(csvHeader)")
        }
        let columns = columns
        guard header == csvHeader else {
            throw DocumentError(file: path, line: 1, message: "the header is \(header), expected \(csvHeader)")
        }
        guard unfinished.isEmpty || running else {
            throw DocumentError(
                file: path, line: lines.count + 1,
                message: "the last line has no line end: the run was cut off here")
        }
        var previous: Self?
        return try lines.enumerated().dropFirst().map { index, line in
            let fields = try csvFields(of: line, path: path, line: index + 1)
            guard fields.count == columns.count else {
                throw DocumentError(
                    file: path, line: index + 1,
                    message: "\(fields.count) fields, expected \(columns.count) (\(csvHeader))")
            }
            var row = Self()
            for (column, field) in zip(columns, fields) {
                guard let expected = column.read(field, &row) else { continue }
                throw DocumentError(
                    file: path, line: index + 1, keyPath: column.name, message: "'\(field)', expected \(expected)")
            }
            if let fault = row.fault(after: previous) {
                throw DocumentError(file: path, line: index + 1, keyPath: fault.column, message: fault.message)
            }
            previous = row
            return row
        }
    }
}

/// The fields as one line, each in double quotes if it holds a comma or a quote (RFC 4180).
///
/// A line end inside a field, which readers of lines would take for the end of the row, becomes a blank.
package func csvLine(of fields: [String]) -> String {
    fields.map { field in
        guard !field.utf8.allSatisfy(isPlain) else { return field }
        let field = field.contains(where: \.isNewline) ? String(field.map { $0.isNewline ? " " : $0 }) : field
        guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",")
}

/// Whether a byte needs no quotes and is no part of a line end, of which Unicode has some beyond ASCII.
private func isPlain(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && !(0x0A...0x0D ~= byte)
}

/// Splits a line at commas outside double quotes.
private func csvFields(of text: Substring, path: String, line: Int) throws -> [String] {
    guard text.utf8.contains(UInt8(ascii: "\"")) else {
        return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var (fields, field, quoted) = ([String](), "", false)
    var rest = text
    while let character = rest.popFirst() {
        switch (character, quoted) {
        case ("\"", true) where rest.first == "\"": field.append(rest.removeFirst())
        case ("\"", _): quoted.toggle()
        case (",", false):
            fields.append(field)
            field = ""
        default: field.append(character)
        }
    }
    guard !quoted else { throw DocumentError(file: path, line: line, message: "a quote that is not closed") }
    return fields + [field]
}
