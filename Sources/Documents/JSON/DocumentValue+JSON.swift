/// In JSON maps have sorted keys, and 1.0 is written as 1: they are the same setting.
extension DocumentValue: Codable {
    private struct MemberKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: MemberKey.self) {
            let keys = container.allKeys.map(\.stringValue).sorted()
            self.init(
                .map(
                    try keys.map {
                        Entry($0, try container.decode(DocumentValue.self, forKey: MemberKey(stringValue: $0)))
                    }))
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self.init(.null)
        } else if let value = try? container.decode(Bool.self) {
            self.init(.bool(value))
        } else if let value = try? container.decode(Int.self) {
            self.init(.integer(value))
        } else if let value = try? container.decode(Double.self) {
            self.init(.number(value))
        } else if let value = try? container.decode(String.self) {
            self.init(.string(value))
        } else {
            self.init(.list(try container.decode([DocumentValue].self)))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        if case .map(let entries) = content {
            var container = encoder.container(keyedBy: MemberKey.self)
            for entry in entries { try container.encode(entry.value, forKey: MemberKey(stringValue: entry.key)) }
            return
        }
        var container = encoder.singleValueContainer()
        switch content {
        case .null, .map: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .list(let items): try container.encode(items)
        }
    }
}

extension DocumentValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self.init(.string(value)) }
    public init(integerLiteral value: Int) { self.init(.integer(value)) }
    public init(floatLiteral value: Double) { self.init(.number(value)) }
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    public init(arrayLiteral elements: DocumentValue...) { self.init(.list(elements)) }
    public init(dictionaryLiteral elements: (String, DocumentValue)...) {
        self.init(.map(elements.map { Entry($0.0, $0.1) }))
    }
}

/// A JSON file without a fixed shape.
extension DocumentValue: JSONDocument {}
