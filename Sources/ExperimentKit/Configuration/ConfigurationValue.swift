import Foundation

/// A node of a configuration: what YAML, JSON and `--set` agree on, with the line it came from.
///
/// Encodes as plain JSON and decodes from it (`line` is then nil). Two values are equal when their content is.
public struct ConfigurationValue: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int)
        case number(Double)
        case string(String)
        case list([ConfigurationValue])
        /// Keys in the order of the file.
        case map([Entry])
    }

    public struct Entry: Sendable, Equatable {
        public let key: String
        public var value: ConfigurationValue

        public init(_ key: String, _ value: ConfigurationValue) {
            self.key = key
            self.value = value
        }
    }

    public var content: Content
    /// One-based line in the file, where there is one.
    public let line: Int?

    public init(_ content: Content, line: Int? = nil) {
        self.content = content
        self.line = line
    }

    public static func == (a: ConfigurationValue, b: ConfigurationValue) -> Bool { a.content == b.content }

    /// The value under `key`, if this is a map that has it.
    public subscript(key: String) -> ConfigurationValue? {
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

extension ConfigurationValue: Codable {
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: AnyKey.self) {
            self.init(
                .map(
                    try container.allKeys.map { Entry($0.stringValue, try container.decode(Self.self, forKey: $0)) }
                        .sorted { $0.key < $1.key }))
        } else if var container = try? decoder.unkeyedContainer() {
            var items: [ConfigurationValue] = []
            while !container.isAtEnd { items.append(try container.decode(Self.self)) }
            self.init(.list(items))
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self.init(.null)
            } else if let value = try? container.decode(Bool.self) {
                self.init(.bool(value))
            } else if let value = try? container.decode(Int.self) {
                self.init(.integer(value))
            } else if let value = try? container.decode(Double.self) {
                self.init(.number(value))
            } else {
                self.init(.string(try container.decode(String.self)))
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch content {
        case .map(let entries):
            var container = encoder.container(keyedBy: AnyKey.self)
            for entry in entries { try container.encode(entry.value, forKey: AnyKey(stringValue: entry.key)) }
        case .list(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .integer(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// 64-bit FNV-1a of the canonical JSON (sorted keys), as 16 hexadecimal digits: the name of a configuration.
    ///
    /// It tells configurations apart; it is no protection against someone who wants two to collide.
    public func fingerprint() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try encoder.encode(self) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
