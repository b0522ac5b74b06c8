import Foundation

/// The records of a file with separated fields, with the line on which each begins (RFC 4180, LF or CRLF, optional BOM).
///
/// Blank lines are skipped. Blanks around a field are not part of it; quotes keep everything between them.
public struct CSVTable: Sendable {
    public struct Record: Sendable {
        public let line: Int
        public let fields: [String]
    }

    public let file: String
    public let header: Record
    public let records: [Record]
    /// Whether the last line ends as lines do; a file cut short in its last number does not.
    public let isTerminated: Bool

    /// - Parameter delimiter: what separates fields.
    /// - Throws: `DocumentError` for bytes that are not UTF-8, an open quote, an empty file, or a record whose number of
    ///   fields is not the header's.
    public init(
        _ data: Data, file: String, delimiter: UInt8 = UInt8(ascii: ",")
    ) throws(DocumentError) {
        self.file = file
        var all = try Self.parse(data, file: file, delimiter: delimiter)
        guard !all.isEmpty else {
            throw DocumentError(file: file, message: "the file is empty; expected a header line and values")
        }
        header = all.removeFirst()
        for record in all where record.fields.count != header.fields.count {
            throw DocumentError(
                file: file, line: record.line,
                message: "\(record.fields.count) fields where the header has \(header.fields.count)")
        }
        records = all
        isTerminated = data.last == UInt8(ascii: "\n")
    }

    private static func parse(_ data: Data, file: String, delimiter: UInt8) throws(DocumentError) -> [Record] {
        var bytes = data[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var records: [Record] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var line = 1
        var recordLine = 1
        var quoteLine: Int?
        var fieldWasQuoted = false

        func endField() throws(DocumentError) {
            guard let text = String(validating: field, as: UTF8.self) else {
                throw DocumentError(
                    file: file, line: recordLine, column: fields.count + 1, message: "bytes that are not UTF-8 text")
            }
            fields.append(fieldWasQuoted ? text : text.trimmingCharacters(in: .whitespaces))
            field.removeAll(keepingCapacity: true)
            fieldWasQuoted = false
        }
        func endRecord() throws(DocumentError) {
            try endField()
            if fields != [""] { records.append(Record(line: recordLine, fields: fields)) }
            fields.removeAll(keepingCapacity: true)
        }

        var i = bytes.startIndex
        while i < bytes.endIndex {
            let byte = bytes[i]
            i += 1
            if quoteLine != nil {
                if byte == UInt8(ascii: "\"") {
                    if i < bytes.endIndex, bytes[i] == byte {
                        field.append(byte)
                        i += 1
                    } else {
                        quoteLine = nil
                    }
                } else {
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where field.isEmpty:
                quoteLine = line
                fieldWasQuoted = true
            case delimiter:
                try endField()
            case UInt8(ascii: "\r") where i == bytes.endIndex || bytes[i] == UInt8(ascii: "\n"):
                continue
            case UInt8(ascii: "\n"):
                try endRecord()
                line += 1
                recordLine = line
            default:
                field.append(byte)
            }
        }
        if let quoteLine {
            throw DocumentError(
                file: file, line: quoteLine, message: "a quote that is opened here is never closed")
        }
        if !field.isEmpty || !fields.isEmpty { try endRecord() }
        return records
    }

    /// Index of the one column whose name, without case and surrounding blanks, is among `names`; nil if there is none.
    public func column(_ names: String...) -> Int? {
        header.fields.firstIndex { field in names.contains { $0.lowercased() == field.lowercased() } }
    }
}
