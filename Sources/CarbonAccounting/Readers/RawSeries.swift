import Documents
import Reproducibility

/// What one file says, before order, gaps and values are judged: stamped rows of one or more zones.
struct RawSeries {
    struct Row {
        let instant: UTCInstant
        let line: Int
        /// Character of the line, in files without columns.
        var column: Int?
        /// For how long the row's values hold, where the file says so for each row.
        var seconds: Int?
    }

    struct Zone {
        var name: String
        /// Field of each line, from 1.
        let column: Int?
        /// gCO2eq/kWh by row; nil where the file has no value. Negative and non-finite values are kept for judgement.
        var values: [Double?]
        /// Marks by row.
        var marks: [Int: ValueMarks] = [:]
        /// What is wrong with rows that have no value, where it is more than that.
        var faults: [Int: TraceProblem] = [:]
        /// Negative generation in MW that was dealt with, by row.
        var negativeMegawatts: [Int: Double] = [:]

        mutating func mark(_ mark: ValueMarks, row: Int) { marks[row, default: []].insert(mark) }
    }

    let file: String
    let format: TraceFormat
    let kind: SignalKind
    let scope: EmissionScope
    let source: String
    var licence = ""
    /// The step, where the file says one for all rows.
    var interval: ValueInterval?
    var rows: [Row]
    var zones: [Zone]
    /// Whether the file, or its name, says what its zones are called.
    var namesZones = true
    /// Faults that the reader found, which the gap policy settles.
    var problems: [TraceProblem] = []
    /// What a reader wants to say that is no fault, such as a sidecar that is not there.
    var notes: [String] = []
    /// How negative generation was dealt with, where the values come from generation.
    var negative: NegativeGeneration?
    /// Negative generation that was dealt with before, as a native file says.
    var earlierNegative: NegativeTally?
}

/// Reads a decimal number; `NaN` and infinities in words are numbers too, for the checks that name them.
///
/// Nil for everything else, hexadecimal and digit groups included.
func decimalNumber(_ text: String) -> Double? {
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
    if isPlain { return Double(text) }
    switch text.lowercased() {
    case "nan", "+nan", "-nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
}

/// Reads a number whose thousands may be grouped by commas, as in `12,345.6`; nil where the groups are not of three digits.
func groupedNumber(_ text: String) -> Double? {
    guard text.utf8.contains(UInt8(ascii: ",")) else { return decimalNumber(text) }
    let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
    let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    func isDigits(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy { 48...57 ~= $0 } }
    guard groups.count > 1, groups[0].utf8.count <= 3, groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
        groups.allSatisfy(isDigits), parts.dropFirst().allSatisfy(isDigits)
    else { return nil }
    return decimalNumber(text.filter { $0 != "," })
}
