import Foundation

/// A row type of a run's CSV files: fixed columns in a fixed order.
public protocol CSVRow: Sendable {
    static var columns: [String] { get }
    /// How many of the last columns came with a later version: files without them are read as if they were empty.
    static var laterColumns: Int { get }
    /// One text per column; empty where a value is absent. Quoting is not theirs to do.
    var fields: [String] { get }
    init(fields: inout CSVFields) throws
}

extension CSVRow {
    public static var laterColumns: Int { 0 }

    /// The column names, without a line end.
    public static var csvHeader: String { columns.joined(separator: ",") }

    /// The row as text, without a line end. Numbers are printed in the shortest form that parses back identically.
    public var csvLine: String {
        fields.map(csvQuoted).joined(separator: ",")
    }

    /// All rows of a file.
    ///
    /// - Parameter running: whether the file may still be written to; a last line without a line end is then left out.
    /// - Throws: `DocumentError` with line and column for a missing file, a header other than `csvHeader`, a row with too
    ///   few or too many fields, a field that does not parse, or a last line without a line end.
    public static func read(_ path: String, running: Bool = false) throws -> [Self] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DocumentError(file: path, message: "no such file, or it cannot be read")
        }
        return try parse(String(decoding: data, as: UTF8.self), path: path, running: running)
    }

    /// As `read`, from the text of a file; `path` only names it in errors.
    public static func parse(_ text: String, path: String, running: Bool = false) throws -> [Self] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let unfinished = lines.removeLast()
        guard let header = lines.first else {
            if running { return [] }
            throw DocumentError(file: path, message: "the file is empty, expected the header \(csvHeader)")
        }
        let known = columns.dropLast(laterColumns)
        let isEarlier = laterColumns > 0 && header == known.joined(separator: ",")
        guard header == csvHeader || isEarlier else {
            throw DocumentError(file: path, line: 1, message: "the header is \(header), expected \(csvHeader)")
        }
        guard unfinished.isEmpty || running else {
            throw DocumentError(
                file: path, line: lines.count + 1, message: "the last line has no line end: the run was cut off here")
        }
        var rows: [Self] = []
        rows.reserveCapacity(lines.count - 1)
        for (index, line) in lines.enumerated().dropFirst() {
            let padded = isEarlier ? line + String(repeating: ",", count: laterColumns) : line
            var fields = try CSVFields(padded, columns: columns, path: path, line: index + 1)
            rows.append(try Self(fields: &fields))
        }
        return rows
    }
}

/// A field in double quotes if it holds a comma or a quote, else as it is.
package func csvQuoted(_ field: String) -> String {
    precondition(!field.contains(where: \.isNewline), "a line end inside a CSV field: \(field.debugDescription)")
    guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
}
