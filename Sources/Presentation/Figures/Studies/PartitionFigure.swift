import Experiments

/// Which site holds how much of each class: a map of counts, sites from top to bottom as the experiment lists them.
///
/// The share of the fullest cell sets the shade; the numbers are written into the cells for up to 12 classes.
public struct PartitionFigure: FigureKind {
    public static let kind = "partition"
    public static let abstract = "examples of each class that each site holds"

    public init() {}

    public func draw(_ report: PartitionReport, name: String) -> Figure {
        let classes = report.sites.first?.classes.count ?? 0
        let top = report.sites.flatMap(\.classes).max() ?? 0
        var cells = DataBlock("examples", columns: ["class", "row", "examples"])
        var pale = DataBlock("numbers on pale cells", columns: ["class", "row", "examples"])
        var dark = DataBlock("numbers on dark cells", columns: ["class", "row", "examples"])
        for (index, site) in report.sites.enumerated() {
            for (label, count) in site.classes.enumerated() {
                let cell = [Double(label), Double(report.sites.count - index), Double(count)]
                cells.append(cell)
                // Zeros stay empty, so that missing classes show at a glance.
                if classes <= 12, count > 0 {
                    let row = cell.prefix(2).map(\.description) + ["\(count)"]
                    if 2 * count > top { dark.rows.append(row) } else { pale.rows.append(row) }
                }
            }
        }
        // A block without rows would shift the indices of those after it.
        let drawn = [cells] + [pale, dark].filter { !$0.rows.isEmpty }
        let numbers = drawn.indices.dropFirst().map { index in
            "data index \(index) using 1:2:(sprintf(\"%d\", $3)) with labels font \",5\" textcolor rgb "
                + "\"\(drawn[index].title == dark.title ? "#ffffff" : "#000000")\" notitle"
        }
        let labels = report.sites.enumerated().map { "\($1.name.gnuplotTicLabel) \(report.sites.count - $0)" }
        let rowHeight = max(0.12, min(0.42, 16 / Double(max(1, report.sites.count))))
        let height = rowHeight * Double(report.sites.count) + 1.7
        // Names of more sites than that would overlap.
        let named = rowHeight >= 0.25 ? "(\(labels.joined(separator: ", "))) scale 0" : "scale 0.3"
        // On a short bar the numbers of gnuplot's own ticks would overlap: there only its ends.
        let ticks = height - 1.7 < 2.8 ? "\(max(1, top)) " : ""
        return Figure(
            name: name,
            caption:
                "Examples of each class that each site of \(report.experiment) holds, seed \(report.seed); "
                + "sites in the experiment's order.",
            heightCentimetres: height, blocks: drawn,
            commands: """
                unset key
                unset grid
                set lmargin at screen 0.17
                set rmargin at screen 0.84
                set tmargin at screen \(1 - 0.6 / height)
                set bmargin at screen \(1.1 / height)
                set xrange [-0.5:\(Double(classes) - 0.5)]
                set yrange [0.5:\(report.sites.count).5]
                set xtics \(classes <= 20 ? 1 : classes / 10) scale 0
                set ytics \(named)
                set xlabel "class" offset 0, 0.5
                set title "examples of each class, seed \(report.seed)" offset 0, -0.7
                set style fill solid 1 noborder
                set cbtics \(ticks)scale 0.3
                set cbrange [0:\(max(1, top))]
                set palette defined (0 "#f7f7f7", 1 "#08306b")
                set colorbox user origin screen 0.86, screen \(1.1 / height) size screen 0.025, screen \((height - 1.7) / height)
                plot data index 0 using 1:2:3 with image notitle\((numbers.isEmpty ? "" : ", \\\n    ") + numbers.joined(separator: ", \\\n    "))
                """)
    }
}
