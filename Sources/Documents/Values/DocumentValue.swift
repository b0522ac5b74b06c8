import Foundation

/// A node of a document: what YAML, JSON and assignments on the command line agree on, with its place in the file.
///
/// Two values are equal when their content is, wherever it came from: maps in any order, and 1 and 1.0 alike.
public struct DocumentValue: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int)
        case number(Double)
        case string(String)
        case list([DocumentValue])
        /// Keys in the order of the file.
        case map([Entry])
    }

    public struct Entry: Sendable, Equatable {
        public let key: String
        public var value: DocumentValue

        public init(_ key: String, _ value: DocumentValue) {
            self.key = key
            self.value = value
        }
    }

    public var content: Content
    /// One-based line in the file, where there is one.
    public let line: Int?
    /// One-based character of the line, where the parser knows it.
    public let column: Int?
    /// `--set path=value` if the command line put this here.
    public private(set) var assignment: String?

    public init(_ content: Content, line: Int? = nil, column: Int? = nil, assignment: String? = nil) {
        (self.content, self.line, self.column, self.assignment) = (content, line, column, assignment)
    }

    /// Other content in the same place.
    package func with(_ content: Content) -> DocumentValue {
        DocumentValue(content, line: line, column: column, assignment: assignment)
    }

    /// The same, and all that is in it, as an assignment put it here.
    func assigned(by assignment: String) -> DocumentValue {
        var value = self
        value.assignment = assignment
        switch content {
        case .list(let items): value.content = .list(items.map { $0.assigned(by: assignment) })
        case .map(let entries):
            value.content = .map(entries.map { Entry($0.key, $0.value.assigned(by: assignment)) })
        default: break
        }
        return value
    }

    public static func == (a: DocumentValue, b: DocumentValue) -> Bool {
        switch (a.content, b.content) {
        case (.map(let first), .map(let second)):
            first.count == second.count && first.allSatisfy { b[$0.key] == $0.value }
        case (.integer, .number), (.number, .integer): a.doubleValue == b.doubleValue
        default: a.content == b.content
        }
    }

    /// The value under `key`, if this is a map that has it.
    public subscript(key: String) -> DocumentValue? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// For messages: the scalar as it would be typed, or what kind of collection this is.
    public var summary: String {
        switch content {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "'\(value)'"
        case .list(let items): "a list of \(items.count)"
        case .map(let entries): "a map with keys \(entries.map(\.key).joined(separator: ", "))"
        }
    }
}

extension DocumentValue {
    /// The value at a key path such as `methods[0].penaltyWeight`; nil if a step does not exist.
    ///
    /// Positions count from 0; `methods.0.penaltyWeight` means the same. The empty path is the value itself.
    public subscript(path path: String) -> DocumentValue? {
        path.split { ".[]".contains($0) }.reduce(Optional(self)) { value, step in
            switch value?.content {
            case .map?: value?[String(step)]
            case .list(let items)?: Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
            case .null?, .bool?, .integer?, .number?, .string?, nil: nil
            }
        }
    }

    /// The number, whether it was written with a fraction or without; nil for anything else.
    public var doubleValue: Double? {
        switch content {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .list, .map: nil
        }
    }

    /// The string; nil for anything else.
    public var stringValue: String? { if case .string(let value) = content { value } else { nil } }

    /// The elements of a list; nil for anything else.
    public var elements: [DocumentValue]? { if case .list(let items) = content { items } else { nil } }

    public var isNull: Bool { content == .null }

    /// A map without some of its keys; anything else as it is.
    public func without(_ keys: Set<String>) -> DocumentValue {
        guard case .map(let entries) = content else { return self }
        return with(.map(entries.filter { !keys.contains($0.key) }))
    }

    /// 64-bit FNV-1a of the canonical JSON (sorted keys), as 16 hexadecimal digits: the name of a configuration.
    ///
    /// It tells configurations apart; it is no protection against someone who wants two to collide.
    public func fingerprint() throws -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try canonicalJSON() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// One line with sorted keys.
    package func canonicalJSON() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension DocumentValue {
    /// The value on one line, as YAML reads it back.
    public var flowYAML: String {
        switch content {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value):
            // Only double quotes hold line breaks and control characters; JSON's escapes are YAML's.
            value.unicodeScalars.contains { $0.value < 0x20 }
                ? String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
                : "'\(value.replacing("'", with: "''"))'"
        case .list(let items): "[" + items.map(\.flowYAML).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.flowYAML)" }.joined(separator: ", ") + "}"
        }
    }
}
