import Foundation

/// A JSON value that knows where in its file it stands, so that a fault can be reported there.
struct JSONNode {
    enum Value {
        case object([(key: String, node: JSONNode)])
        case array([JSONNode])
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
    }

    let value: Value
    let line: Int
    let column: Int

    /// Parses a whole file (RFC 8259).
    ///
    /// - Throws: `TraceError` with line and column of the first fault; also for more than 64 nested levels.
    static func parse(_ data: Data, file: String) throws(TraceError) -> JSONNode {
        var bytes = Array(data)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var parser = JSONParser(bytes: bytes, file: file)
        let node = try parser.node(depth: 0)
        parser.skipBlanks()
        guard parser.position == bytes.count else { throw parser.fault("the end of the file") }
        return node
    }

    /// Member of an object; nil for other values, and where the key is missing. Of doubled keys the last.
    subscript(key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.key == key }?.node
    }

    var array: [JSONNode]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    var number: Double? {
        if case .number(let number) = value { number } else { nil }
    }

    var isNull: Bool {
        if case .null = value { true } else { false }
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    let file: String
    var position = 0
    private var line = 1
    private var lineStart = 0

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    private var column: Int { position - lineStart + 1 }

    func fault(_ expected: String) -> TraceError {
        let found: String
        if position >= bytes.count {
            found = "the end of the file"
        } else if 0x20..<0x7F ~= bytes[position] {
            found = "'\(Unicode.Scalar(bytes[position]))'"
        } else {
            found = "byte \(bytes[position])"
        }
        return TraceError(refusing: [
            TraceProblem(.malformed, file: file, line: line, column: column, "\(found) where JSON needs \(expected)")
        ])
    }

    mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0D:
                position += 1
            case 0x0A:
                position += 1
                line += 1
                lineStart = position
            default:
                return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let text = word.description.utf8
        guard bytes[position...].starts(with: text) else { return false }
        position += text.count
        return true
    }

    mutating func node(depth: Int) throws(TraceError) -> JSONNode {
        skipBlanks()
        guard depth < 64 else { throw fault("fewer than 64 nested levels") }
        let (line, column) = (line, column)
        return JSONNode(value: try value(depth: depth), line: line, column: column)
    }

    private mutating func value(depth: Int) throws(TraceError) -> JSONNode.Value {
        guard position < bytes.count else { throw fault("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            position += 1
            return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["):
            position += 1
            return .array(try elements(depth: depth + 1))
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        default:
            if takeWord("true") { return .bool(true) }
            if takeWord("false") { return .bool(false) }
            if takeWord("null") { return .null }
            throw fault("a value")
        }
    }

    private mutating func members(depth: Int) throws(TraceError) -> [(key: String, node: JSONNode)] {
        var members: [(key: String, node: JSONNode)] = []
        skipBlanks()
        if take("}") { return members }
        repeat {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw fault("a key in quotes") }
            let key = try string()
            skipBlanks()
            guard take(":") else { throw fault("':'") }
            members.append((key, try node(depth: depth)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw fault("',' or '}'") }
        return members
    }

    private mutating func elements(depth: Int) throws(TraceError) -> [JSONNode] {
        var elements: [JSONNode] = []
        skipBlanks()
        if take("]") { return elements }
        repeat {
            elements.append(try node(depth: depth))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw fault("',' or ']'") }
        return elements
    }

    private mutating func number() throws(TraceError) -> Double {
        let start = position
        _ = take("-")
        if !take("0") { guard digits() else { throw fault("a digit") } }
        if take(".") { guard digits() else { throw fault("a digit") } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { throw fault("a digit") }
        }
        // The grammar above is a part of what Double reads; a number too large becomes infinite and is judged later.
        return Double(String(decoding: bytes[start..<position], as: UTF8.self)) ?? .nan
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
        return position > start
    }

    private mutating func string() throws(TraceError) -> String {
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: content, as: UTF8.self) else { throw fault("text in UTF-8") }
                position += 1
                return text
            }
            guard byte >= 0x20 else { throw fault("no control character inside a string") }
            position += 1
            if byte == UInt8(ascii: "\\") { content += try escape() } else { content.append(byte) }
        }
        throw fault("a closing quote")
    }

    private mutating func escape() throws(TraceError) -> [UInt8] {
        guard position < bytes.count else { throw fault("an escape") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if 0xD800..<0xDC00 ~= unit {
                guard take("\\"), take("u") else { throw fault("the second half of a surrogate pair") }
                let low = try hexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw fault("the second half of a surrogate pair") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw fault("a Unicode character") }
            return Array(String(scalar).utf8)
        default:
            position -= 1
            throw fault("an escape")
        }
    }

    private mutating func hexadecimal() throws(TraceError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw fault("four hexadecimal digits") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}
