import Foundation

/// A node of a configuration: what YAML, JSON and `--set` agree on, with the line it came from.
///
/// Two values are equal when their content is, wherever they stand.
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
    /// `--set path=value` if the command line put this here.
    public private(set) var assignment: String?

    public init(_ content: Content, line: Int? = nil, assignment: String? = nil) {
        (self.content, self.line, self.assignment) = (content, line, assignment)
    }

    /// Other content in the same place.
    package func with(_ content: Content) -> DocumentValue {
        DocumentValue(content, line: line, assignment: assignment)
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

    public static func == (a: DocumentValue, b: DocumentValue) -> Bool { a.content == b.content }

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
    /// The same without lines: what manifests hold.
    public var json: JSONValue {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        // 1 and 1.0 are the same setting.
        case .number(let value): Int(exactly: value).map { .integer($0) } ?? .number(value)
        case .string(let value): .string(value)
        case .list(let items): .array(items.map(\.json))
        case .map(let entries): .object(Dictionary(entries.map { ($0.key, $0.value.json) }) { first, _ in first })
        }
    }
}

extension JSONValue {
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
        case .string(let value): "'\(value.replacing("'", with: "''"))'"
        case .list(let items): "[" + items.map(\.flowYAML).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.flowYAML)" }.joined(separator: ", ") + "}"
        }
    }
}
