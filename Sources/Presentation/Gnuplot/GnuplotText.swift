extension String {
    /// The text as a gnuplot string, in which nothing is code.
    ///
    /// Within double quotes gnuplot runs what is between backticks and reads escapes; these characters are given by
    /// their octal codes. (Single quotes would need no codes, but gnuplot 5.4 misreads a string that begins with a quote.)
    /// Control characters, which no label shows and which would end the line, become spaces.
    package var gnuplotQuoted: String {
        let characters = withoutControls.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\", "`", "'", "@": "\\" + (scalar.value < 0o100 ? "0" : "") + String(scalar.value, radix: 8)
            default: String(scalar)
            }
        }
        return "\"" + characters.joined() + "\""
    }

    /// The text as a gnuplot string with the same bytes, control characters too: a path.
    package var gnuplotPath: String {
        let bytes = utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"):
                String(UnicodeScalar(byte))
            default:
                "\\" + String(repeating: "0", count: byte < 0o10 ? 2 : byte < 0o100 ? 1 : 0) + String(byte, radix: 8)
            }
        }
        return "\"" + bytes.joined() + "\""
    }

    /// The text as a label of a tic, which gnuplot takes for a number format.
    package var gnuplotTicLabel: String { replacing("%", with: "%%").gnuplotQuoted }

    /// The text after `#`: on one line, and without a backslash that would continue it.
    var gnuplotComment: String { withoutControls.replacing("\\", with: "/").replacing("`", with: "'") }

    /// Each control character as a space.
    var withoutControls: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isControl ? " " : $0 }))
    }
}

extension Unicode.Scalar.Properties {
    /// Control and format characters and line separators.
    fileprivate var isControl: Bool {
        switch generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
