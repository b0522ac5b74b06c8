import Foundation

extension DocumentValue {
    /// Parses a whole JSON file (RFC 8259), with the place of every value.
    ///
    /// - Throws: `DocumentError` with line and column of the first fault; also for more than 64 nested levels and for a
    ///   key that is given twice.
    public init(json data: Data, file: String) throws(DocumentError) {
        var parser = JSONParser(data, file: file)
        self = try parser.value()
        guard parser.isAtEnd else { throw parser.fault("the end of the file") }
    }
}

/// Parses JSON values that follow one another, as in JSON Lines.
public struct JSONParser {
    private let bytes: [UInt8]
    private let file: String
    private let acceptsNonFinite: Bool
    private var position = 0
    private var line: Int
    private var lineStart = 0

    /// - Parameters:
    ///   - line: of the file that the data begin with.
    ///   - acceptsNonFinite: whether `NaN` and `Infinity`, which some writers emit, are numbers, so that the user of the
    ///     number can name its place.
    public init(_ data: Data, file: String, line: Int = 1, acceptsNonFinite: Bool = false) {
        bytes = Array(data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data)
        (self.file, self.line, self.acceptsNonFinite) = (file, line, acceptsNonFinite)
    }

    /// Whether nothing but blanks is left.
    public var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == bytes.count
        }
    }

    /// The next value; at the end, an error.
    public mutating func value() throws(DocumentError) -> DocumentValue { try node(depth: 0) }

    private var column: Int { position - lineStart + 1 }

    package func fault(_ expected: String) -> DocumentError {
        let found: String
        if position >= bytes.count {
            found = "the end of the file"
        } else if 0x20..<0x7F ~= bytes[position] {
            found = "'\(Unicode.Scalar(bytes[position]))'"
        } else {
            found = "byte \(bytes[position])"
        }
        return DocumentError(file: file, line: line, column: column, message: "\(found) where JSON needs \(expected)")
    }

    private mutating func skipBlanks() {
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

    private mutating func node(depth: Int) throws(DocumentError) -> DocumentValue {
        skipBlanks()
        guard depth < 64 else { throw fault("fewer than 64 nested levels") }
        let (line, column) = (line, column)
        return DocumentValue(try content(depth: depth), line: line, column: column)
    }

    private mutating func content(depth: Int) throws(DocumentError) -> DocumentValue.Content {
        guard position < bytes.count else { throw fault("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"):
            position += 1
            return .map(try members(depth: depth + 1))
        case UInt8(ascii: "["):
            position += 1
            return .list(try elements(depth: depth + 1))
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number()
        default:
            if takeWord("true") { return .bool(true) }
            if takeWord("false") { return .bool(false) }
            if takeWord("null") { return .null }
            if acceptsNonFinite, takeWord("NaN") { return .number(.nan) }
            if acceptsNonFinite, takeWord("Infinity") { return .number(.infinity) }
            throw fault("a value")
        }
    }

    private mutating func members(depth: Int) throws(DocumentError) -> [DocumentValue.Entry] {
        var members: [DocumentValue.Entry] = []
        var seen: Set<String> = []
        skipBlanks()
        if take("}") { return members }
        repeat {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw fault("a key in quotes") }
            let (keyLine, keyColumn) = (line, column)
            let key = try string()
            guard seen.insert(key).inserted else {
                throw DocumentError(
                    file: file, line: keyLine, column: keyColumn, message: "the key '\(key)' is given twice")
            }
            skipBlanks()
            guard take(":") else { throw fault("':'") }
            members.append(DocumentValue.Entry(key, try node(depth: depth)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw fault("',' or '}'") }
        return members
    }

    private mutating func elements(depth: Int) throws(DocumentError) -> [DocumentValue] {
        var elements: [DocumentValue] = []
        skipBlanks()
        if take("]") { return elements }
        repeat {
            elements.append(try node(depth: depth))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw fault("',' or ']'") }
        return elements
    }

    private mutating func number() throws(DocumentError) -> DocumentValue.Content {
        let start = position
        let isNegative = take("-")
        if isNegative, acceptsNonFinite, takeWord("Infinity") { return .number(-.infinity) }
        if !take("0") { guard digits() else { throw fault("a digit") } }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard digits() else { throw fault("a digit") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard digits() else { throw fault("a digit") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        // The grammar above is a part of what Double reads; a number too large becomes infinite and is judged later.
        return .number(Double(text) ?? .nan)
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
        return position > start
    }

    private mutating func string() throws(DocumentError) -> String {
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

    private mutating func escape() throws(DocumentError) -> [UInt8] {
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

    private mutating func hexadecimal() throws(DocumentError) -> UInt32 {
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
