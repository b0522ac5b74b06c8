import Foundation

/// A JSON value with numbers as Double; `NaN` and `Infinity`, which some writers emit, are read so that whoever uses the
/// number can say where it stands.
enum InstanceJSON {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([InstanceJSON])
    case object([(key: String, value: InstanceJSON)])
}

/// Reads JSON values that follow one another, as in JSON Lines.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    struct SyntaxError: Error {
        let line: Int
        let expected: String
    }

    init(_ data: Data) { bytes = Array(data) + [0] }

    /// The next value and the line on which it begins; nil at the end.
    mutating func next() throws(SyntaxError) -> (value: InstanceJSON, line: Int)? {
        skipBlanks()
        guard position < bytes.count - 1 else { return nil }
        let start = line
        return (try value(depth: 0), start)
    }

    private mutating func value(depth: Int) throws(SyntaxError) -> InstanceJSON {
        skipBlanks()
        guard depth < 64 else { throw failure("at most 64 nested levels") }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: InstanceJSON)] = []
            try list(until: UInt8(ascii: "}")) { reader throws(SyntaxError) in
                let key = try reader.string()
                reader.skipBlanks()
                guard reader.accept(UInt8(ascii: ":")) else { throw reader.failure("':' after \"\(key)\"") }
                members.append((key, try reader.value(depth: depth + 1)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [InstanceJSON] = []
            try list(until: UInt8(ascii: "]")) { reader throws(SyntaxError) in
                elements.append(try reader.value(depth: depth + 1))
            }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        default:
            if accept("null") { return .null }
            if accept("true") { return .bool(true) }
            if accept("false") { return .bool(false) }
            return .number(try number())
        }
    }

    private mutating func list(
        until end: UInt8, _ element: (inout JSONReader) throws(SyntaxError) -> Void
    ) throws(SyntaxError) {
        position += 1
        skipBlanks()
        if accept(end) { return }
        while true {
            skipBlanks()
            try element(&self)
            skipBlanks()
            if accept(end) { return }
            guard accept(UInt8(ascii: ",")) else { throw failure("',' or '\(Character(UnicodeScalar(end)))'") }
        }
    }

    private mutating func number() throws(SyntaxError) -> Double {
        if accept("NaN") { return .nan }
        if accept("Infinity") { return .infinity }
        if accept("-Infinity") { return -.infinity }
        let start = position
        while true {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
                continue
            default: break
            }
            break
        }
        guard position > start, let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw failure("a JSON value")
        }
        return number
    }

    private mutating func string() throws(SyntaxError) -> String {
        guard accept(UInt8(ascii: "\"")) else { throw failure("a string") }
        let start = position
        while bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { throw failure("'\"' at the end of a string") }
            position += bytes[position] == UInt8(ascii: "\\") && bytes[position + 1] >= 0x20 ? 2 : 1
        }
        position += 1
        // Escapes are Foundation's business.
        let quoted = Data(bytes[start - 1..<position])
        guard let text = try? JSONDecoder().decode(String.self, from: quoted) else { throw failure("a valid string") }
        return text
    }

    private mutating func skipBlanks() {
        while Self.isBlank(bytes[position]) {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): true
        default: false
        }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func accept(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count < bytes.count else { return false }
        for k in 0..<count where bytes[position + k] != word.utf8Start[k] { return false }
        position += count
        return true
    }

    /// What is missing is missing after the last thing read, even if the reader went on to the next line.
    private func failure(_ expected: String) -> SyntaxError {
        let blanks = bytes[..<position].reversed().prefix(while: Self.isBlank)
        return SyntaxError(line: line - blanks.count { $0 == UInt8(ascii: "\n") }, expected: expected)
    }
}
