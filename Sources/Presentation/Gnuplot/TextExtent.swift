import Reproducibility

/// How wide text may become, in centimetres.
///
/// Figures ask for Helvetica, but what draws them has what it has: the metrics here are those of DejaVu Sans, the widest
/// face that commonly stands in for it, so that a layout made with them holds with any other.
enum TextExtent {
    /// Size of all text but small numbers.
    static let points = 7.0
    /// From one line of text to the next.
    static let lineHeight = 0.33

    /// Advance widths in thousandths of the size, from the space to the tilde.
    private static let advances = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636,
        636,
        636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557,
        863,
        748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550,
        635,
        615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525,
        636,
        337, 636, 838,
    ]

    static func width(_ text: String, points: Double = points) -> Double {
        let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
            let index = Int(scalar.value) - 32
            if advances.indices.contains(index) { return sum + advances[index] }
            // Letters with accents and Greek are as wide as Latin ones; what is set in squares is as wide as high.
            return sum + (scalar.value < 0x0600 ? 700 : 1050)
        }
        return Double(thousandths) / 1000 * points * 2.54 / 72
    }

    static func widest(_ texts: some Sequence<String>, points: Double = points) -> Double {
        texts.reduce(0) { max($0, width($1, points: points)) }
    }

    /// The text, or its beginning and end around an ellipsis: names of a family differ at either.
    static func shortened(_ text: String, to limit: Double, points: Double = points) -> String {
        guard width(text, points: points) > limit else { return text }
        let characters = Array(text)
        var kept = characters.count - 1
        while kept > 1 {
            let candidate = String(characters.prefix((kept + 1) / 2)) + "…" + String(characters.suffix(kept / 2))
            if width(candidate, points: points) <= limit { return candidate }
            kept -= 1
        }
        return "…"
    }

    /// The text in as many lines as it takes, broken at spaces.
    static func wrapped(_ text: String, to limit: Double) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, width("\(last) \(word)") <= limit {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(shortened(String(word), to: limit))
            }
        }
        return lines
    }
}
