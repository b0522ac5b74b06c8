/// A JSON document held as a value, for what is written and read back without a fixed shape.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value at a key path such as `methods[0].penaltyWeight`; nil if a step does not exist.
    ///
    /// Indices count from 0; `methods.0.penaltyWeight` means the same. The empty path is the value itself.
    public subscript(path path: String) -> JSONValue? {
        path.split { ".[]".contains($0) }.reduce(Optional(self)) { value, step in
            switch value {
            case .object(let members)?: members[String(step)]
            case .array(let elements)?: Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }

    /// The number, whether it was written with a fraction or without; nil for anything else.
    public var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The string; nil for anything else.
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
}

extension JSONValue {
    /// The same as a document, keys in alphabetical order.
    public var document: DocumentValue {
        switch self {
        case .null: DocumentValue(.null)
        case .bool(let value): DocumentValue(.bool(value))
        case .integer(let value): DocumentValue(.integer(value))
        case .number(let value): DocumentValue(.number(value))
        case .string(let value): DocumentValue(.string(value))
        case .array(let values): DocumentValue(.list(values.map(\.document)))
        case .object(let members):
            DocumentValue(.map(members.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.document) }))
        }
    }
}

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
