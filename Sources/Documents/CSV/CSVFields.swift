/// The fields of one CSV line, taken from left to right and parsed strictly.
public struct CSVFields {
    private let texts: [String]
    private let columns: [String]
    private let path: String
    private let line: Int
    private var next = 0

    /// Splits a line at commas outside double quotes (RFC 4180, but a field never holds a line end).
    init(_ text: Substring, columns: [String], path: String, line: Int) throws {
        (self.columns, self.path, self.line) = (columns, path, line)
        var texts: [String] = []
        if text.utf8.contains(UInt8(ascii: "\"")) {
            var field = ""
            var quoted = false
            var rest = text
            while let character = rest.popFirst() {
                switch (character, quoted) {
                case ("\"", true) where rest.first == "\"": field.append(rest.removeFirst())
                case ("\"", _): quoted.toggle()
                case (",", false):
                    texts.append(field)
                    field = ""
                default: field.append(character)
                }
            }
            guard !quoted else { throw DocumentError(file: path, line: line, message: "a quote that is not closed") }
            texts.append(field)
        } else {
            texts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard texts.count == columns.count else {
            throw DocumentError(
                file: path, line: line,
                message: "\(texts.count) fields, expected \(columns.count) (\(columns.joined(separator: ",")))")
        }
        self.texts = texts
    }

    public mutating func text() -> String {
        defer { next += 1 }
        return texts[next]
    }

    public mutating func integer() throws -> Int {
        try value("an integer") { Int($0) }
    }

    /// A number; `nan` and `inf` are refused.
    public mutating func double() throws -> Double {
        try value("a finite number") { Double($0).flatMap { $0.isFinite ? $0 : nil } }
    }

    /// As `double`, nil for an empty field.
    public mutating func optionalDouble() throws -> Double? {
        guard texts[next].isEmpty else { return try double() }
        next += 1
        return nil
    }

    /// Finite numbers separated by spaces.
    public mutating func doubles(count: Int? = nil) throws -> [Double] {
        try value(count.map { "\($0) finite numbers" } ?? "finite numbers") { text in
            let words = text.split(separator: " ")
            let numbers = words.compactMap { Double($0) }.filter(\.isFinite)
            return numbers.count == words.count && numbers.count == count ?? numbers.count ? numbers : nil
        }
    }

    /// `1` or `0`.
    public mutating func flag() throws -> Bool {
        try value("0 or 1") { ["0": false, "1": true][$0] }
    }

    /// What `parse` makes of the next field; an error that says what was expected if it makes nothing of it.
    public mutating func value<Value>(_ expected: String, _ parse: (String) -> Value?) throws -> Value {
        defer { next += 1 }
        guard let value = parse(texts[next]) else {
            throw DocumentError(
                file: path, line: line, keyPath: columns[next], message: "'\(texts[next])', expected \(expected)")
        }
        return value
    }
}
