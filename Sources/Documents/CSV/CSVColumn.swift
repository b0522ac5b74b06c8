/// A column of a CSV file: names, documents, writes and reads one value of a row.
public struct CSVColumn<Row>: Sendable {
    public let name: String
    /// One line, with the unit.
    public let help: String
    let write: @Sendable (Row) -> String
    /// Puts the text into the row; returns what was expected where it does not parse, else nil.
    let read: @Sendable (String, inout Row) -> String?

    public init<Value: CSVValue>(
        _ name: String, _ path: any WritableKeyPath<Row, Value> & Sendable, _ help: String
    ) {
        (self.name, self.help) = (name, help)
        write = { $0[keyPath: path].csvText }
        read = { text, row in
            guard let value = Value(csvText: text) else { return Value.csvExpectation }
            row[keyPath: path] = value
            return nil
        }
    }
}

/// A value of one field of a CSV file. Numbers are printed in the shortest form that parses back identically.
public protocol CSVValue: Sendable {
    /// What a field may hold, for messages.
    static var csvExpectation: String { get }
    init?(csvText: String)
    /// The field, not yet quoted.
    var csvText: String { get }
}

extension Int: CSVValue {
    public static var csvExpectation: String { "an integer" }
    public init?(csvText: String) { self.init(csvText) }
    public var csvText: String { description }
}

extension String: CSVValue {
    public static var csvExpectation: String { "text" }
    public init?(csvText: String) { self = csvText }
    public var csvText: String { self }
}

/// `1` or `0`.
extension Bool: CSVValue {
    public static var csvExpectation: String { "0 or 1" }
    public init?(csvText: String) {
        guard let value = ["0": false, "1": true][csvText] else { return nil }
        self = value
    }
    public var csvText: String { self ? "1" : "0" }
}

/// `nan` and `inf` are refused.
extension Double: CSVValue {
    public static var csvExpectation: String { "a finite number" }
    public init?(csvText: String) {
        guard let value = Double(csvText), value.isFinite else { return nil }
        self = value
    }
    public var csvText: String { description }
}

/// Empty for nil and for a value that is not finite: a diverged loss is absent in a file.
extension Double?: CSVValue {
    public static var csvExpectation: String { Double.csvExpectation }
    public init?(csvText: String) {
        guard !csvText.isEmpty else {
            self = .none
            return
        }
        guard let value = Double(csvText: csvText) else { return nil }
        self = value
    }
    public var csvText: String { flatMap { $0.isFinite ? $0.description : nil } ?? "" }
}
