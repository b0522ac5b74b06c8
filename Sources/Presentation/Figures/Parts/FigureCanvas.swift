/// Places on a figure in centimetres from its left and its upper edge, as gnuplot commands.
struct FigureCanvas {
    let width: Double
    let height: Double

    func x(_ centimetres: Double) -> Double { centimetres / width }
    func y(_ centimetres: Double) -> Double { 1 - centimetres / height }

    /// The frame of the plots to come.
    func frame(left: Double, right: Double, top: Double, bottom: Double) -> String {
        """
        set lmargin at screen \(x(left))
        set rmargin at screen \(x(right))
        set tmargin at screen \(y(top))
        set bmargin at screen \(y(bottom))
        """
    }

    enum Alignment: String {
        case left, center, right
        case upright = "center rotate"
    }

    func label(_ text: String, x: Double, y: Double, _ alignment: Alignment, color: String = "#000000") -> String {
        "set label \(text.gnuplotQuoted) at screen \(self.x(x)), screen \(self.y(y)) \(alignment.rawValue) "
            + "textcolor rgb \"\(color)\""
    }

    /// Centred as near to `x` as the edges allow.
    func centered(_ text: String, x: Double, y: Double) -> String {
        let half = TextExtent.width(text) / 2 + 0.1
        return label(text, x: min(max(x, half), max(half, width - half)), y: y, .center)
    }

    /// Reads upwards, as near to `y` as the edges allow.
    func upright(_ text: String, x: Double, y: Double) -> String {
        let half = TextExtent.width(text) / 2 + 0.05
        return label(text, x: x, y: min(max(y, half), max(half, height - half)), .upright)
    }

    /// A bar of the palette's colours right of a map, with its numbers.
    func colorBox(left: Double, top: Double, bottom: Double, upTo largest: Double) -> String {
        let axis = FigureAxis.numbers([largest], from: 0, headroom: 0)
        let tics = axis.placed(along: bottom - top, isVertical: true)
        return """
            set colorbox user origin screen \(x(left)), screen \(y(bottom)) size screen \(x(0.25)), screen \((bottom - top) / height)
            set cbrange [0:\(largest)]
            set cbtics (\(tics.map { "\($0.label.gnuplotTicLabel) \($0.place)" }.joined(separator: ", "))) scale 0.3
            """
    }
}
