import Reproducibility

/// What one file says, before order, gaps and values are judged: stamped rows of one or more zones.
struct RawSeries {
    struct Row {
        let instant: UTCInstant
        let line: Int
        /// Character of the line, in files without columns.
        var column: Int?
    }

    struct Zone {
        let name: String
        /// Field of each line, from 1.
        let column: Int?
        /// gCO2eq/kWh by row; nil where the file has no value. Negative and non-finite values are kept for judgement.
        var values: [Double?]
        /// Rows whose value the source itself calls estimated.
        var estimated: Set<Int> = []
    }

    let file: String
    let format: TraceFormat
    let kind: SignalKind
    let scope: EmissionScope
    let source: String
    var licence = ""
    /// The step, where the file says it; else it is the most common distance of neighbouring stamps.
    var stepSeconds: Int?
    var rows: [Row]
    var zones: [Zone]
    /// What a reader wants to say that is no fault, such as a sidecar that is not there.
    var notes: [String] = []
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
