import Reproducibility

/// A legend over the plot, in as many columns as fit the width of the figure.
///
/// gnuplot sizes a key by rules that depend on the terminal and its fonts; here each sample and title has its place, and
/// the figure grows by the rows so that the plot keeps its size.
struct FigureLegend {
    struct Entry {
        enum Sample {
            case curve(MethodStyle)
            case marker(MethodStyle)
            case line(color: String, dashType: Int)
            case box(color: String)
        }
        let title: String
        let sample: Sample

        init(_ title: String, _ sample: Sample) { (self.title, self.sample) = (title, sample) }
    }

    private let entries: [Entry]
    private let width: Double
    private let columns: Int
    private let cell: Double
    private static let text = 0.75

    init(_ entries: [Entry], width: Double) {
        let room = width - 0.3
        let longest = TextExtent.widest(entries.map(\.title))
        cell = min(room, Self.text + longest + 0.3)
        columns = max(1, min(entries.count, Int(saturating: room / cell)))
        self.width = width
        self.entries = entries.map {
            Entry(TextExtent.shortened($0.title, to: room - Self.text - 0.1), $0.sample)
        }
    }

    private var rows: Int { (entries.count + columns - 1) / columns }

    /// In centimetres; 0 without entries.
    var height: Double { entries.isEmpty ? 0 : 0.1 + TextExtent.lineHeight * Double(rows) }

    func commands(_ canvas: FigureCanvas) -> String {
        let left = (width - cell * Double(columns)) / 2
        return entries.enumerated().map { index, entry in
            let x = left + cell * Double(index % columns)
            let y = 0.22 + TextExtent.lineHeight * Double(index / columns)
            func place(_ offset: Double) -> String { "screen \(canvas.x(x + offset)), screen \(canvas.y(y))" }
            func line(_ style: String) -> String {
                "set arrow from \(place(0)) to \(place(0.6)) nohead linewidth 1.6 \(style)"
            }
            func point(_ style: MethodStyle) -> String {
                "set label \"\" at \(place(0.3)) point pointtype \(style.pointType) linecolor rgb \"\(style.color)\""
            }
            let sample =
                switch entry.sample {
                case .curve(let style): [line(style.line), point(style)]
                case .marker(let style): [point(style)]
                case .line(let color, let dash): [line("linecolor rgb \"\(color)\" dashtype \(dash)")]
                case .box(let color):
                    [
                        "set object rectangle center \(place(0.4)) size screen \(canvas.x(0.4)), screen "
                            + "\(0.18 / canvas.height) fillstyle solid 0.9 noborder fillcolor rgb \"\(color)\""
                    ]
                }
            return (sample + [canvas.label(entry.title, x: x + Self.text, y: y, .left)]).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
