import Experiments

/// Which site holds how much of each class: a map of counts, sites from top to bottom as the experiment lists them.
///
/// The share of the fullest cell sets the shade; the numbers are written into the cells where they have room.
public struct PartitionFigure: FigureKind {
    public static let kind = "partition"
    public static let abstract = "examples of each class that each site holds"

    public init() {}

    public func draw(_ report: PartitionReport, on sheet: FigureSheet) -> Figure {
        let classes = report.sites.first?.classes.count ?? 0
        let top = report.sites.flatMap(\.classes).max() ?? 0
        // Number and cell, of 5 pt on the narrowest map.
        let isNumbered =
            TextExtent.width("\(top)", points: 5) < sheet.width * 0.55 / Double(max(1, classes)) - 0.04
        var cells = DataBlock("examples", columns: ["class", "row", "examples"])
        var pale = DataBlock("numbers on pale cells", columns: ["class", "row", "examples"])
        var dark = DataBlock("numbers on dark cells", columns: ["class", "row", "examples"])
        for (index, site) in report.sites.enumerated() {
            for (label, count) in site.classes.enumerated() {
                let cell = [Double(label), Double(report.sites.count - index), Double(count)]
                cells.append(cell)
                // Zeros stay empty, so that missing classes show at a glance.
                if isNumbered, count > 0 {
                    let row = cell.prefix(2).map(\.description) + ["\(count)"]
                    if 2 * count > top { dark.rows.append(row) } else { pale.rows.append(row) }
                }
            }
        }
        // A block without rows would shift the indices of those after it.
        let drawn = [cells] + [pale, dark].filter { !$0.rows.isEmpty }
        let numbers = drawn.indices.dropFirst().map { index in
            "data index \(index) using 1:2:(sprintf(\"%d\", $3)) with labels font small textcolor rgb "
                + "\"\(drawn[index].title == dark.title ? "#ffffff" : "#000000")\" notitle"
        }
        let rowHeight = max(0.12, min(0.42, 16 / Double(max(1, report.sites.count))))
        let sites = FigureAxis.names(report.sites.map(\.name), widest: sheet.width * 0.3)
        let map = rowHeight * Double(report.sites.count)
        let canvas = FigureCanvas(width: sheet.width, height: map + 1.6)
        let siteTics = sites.placed(along: map, isVertical: true)
        let left = 0.15 + TextExtent.widest(siteTics.map(\.label)) + 0.1
        let right = sheet.width - 0.6 - TextExtent.width("\(top)")
        let columns = FigureAxis.places(
            (0..<max(1, classes)).map { (Double($0), "\($0)") }, from: -0.5, to: Double(classes) - 0.5)
        return Figure(
            sheet,
            caption:
                "Examples of each class that each site of \(report.experiment) holds, seed \(report.seed); "
                + "sites in the experiment's order.",
            heightCentimetres: canvas.height, blocks: drawn,
            commands: """
                small = format eq "svg" ? ",10.3" : ",5"
                unset key
                unset grid
                \(canvas.frame(left: left, right: right, top: 0.55, bottom: 0.55 + map))
                \(columns.commands("x", tics: columns.placed(along: right - left, isVertical: false))) scale 0
                \(sites.commands("y", tics: siteTics)) scale 0
                set yrange [0.5:\(report.sites.count).5]
                \(canvas.centered("class", x: (left + right) / 2, y: 0.55 + map + 0.75))
                \(canvas.centered("examples of each class, seed \(report.seed)", x: (left + right) / 2, y: 0.3))
                set style fill solid 1 noborder
                set palette defined (0 "#f7f7f7", 1 "#08306b")
                \(canvas.colorBox(left: right + 0.12, top: 0.55, bottom: 0.55 + map, upTo: Double(max(1, top))))
                \(plotCommand(["data index 0 using 1:2:3 with image notitle"] + numbers))
                """)
    }
}
