/// The header of a `.npy` file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NPYHeader {
    private(set) var type = ""
    private(set) var isFortranOrder = false
    private(set) var shape: [Int] = []

    struct SyntaxError: Error, CustomStringConvertible {
        let description: String
    }

    /// Parses the three keys, each once, in any order; nothing else is accepted.
    init(parsing text: String) throws {
        var rest = Substring(text)
        var seen: Set<String> = []
        try Self.expect("{", &rest)
        while !Self.accept("}", &rest) {
            let key = try Self.quoted(&rest)
            guard seen.insert(key).inserted else { throw SyntaxError(description: "'\(key)' given twice") }
            try Self.expect(":", &rest)
            switch key {
            case "descr": type = try Self.quoted(&rest)
            case "fortran_order":
                if Self.accept("True", &rest) { isFortranOrder = true } else { try Self.expect("False", &rest) }
            case "shape": shape = try Self.tuple(&rest)
            default: throw SyntaxError(description: "unknown key '\(key)'")
            }
            if !Self.accept(",", &rest) {
                try Self.expect("}", &rest)
                break
            }
        }
        Self.skipBlanks(&rest)
        guard rest.isEmpty else { throw SyntaxError(description: "'\(rest.prefix(20))' after the closing brace") }
        for key in ["descr", "fortran_order", "shape"] where !seen.contains(key) {
            throw SyntaxError(description: "'\(key)' is missing")
        }
    }

    private static func skipBlanks(_ rest: inout Substring) { rest = rest.drop { $0 == " " || $0 == "\n" } }

    private static func accept(_ token: String, _ rest: inout Substring) -> Bool {
        skipBlanks(&rest)
        guard rest.hasPrefix(token) else { return false }
        rest = rest.dropFirst(token.count)
        return true
    }

    private static func expect(_ token: String, _ rest: inout Substring) throws {
        guard accept(token, &rest) else {
            throw SyntaxError(description: "expected '\(token)' at '\(rest.prefix(20))'")
        }
    }

    private static func quoted(_ rest: inout Substring) throws -> String {
        try expect("'", &rest)
        let word = rest.prefix { $0 != "'" }
        rest = rest.dropFirst(word.count)
        try expect("'", &rest)
        return String(word)
    }

    private static func tuple(_ rest: inout Substring) throws -> [Int] {
        try expect("(", &rest)
        var numbers: [Int] = []
        while !accept(")", &rest) {
            skipBlanks(&rest)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else {
                throw SyntaxError(description: "expected an extent at '\(rest.prefix(20))'")
            }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
            if !accept(",", &rest) {
                try expect(")", &rest)
                break
            }
        }
        return numbers
    }
}
