/// A figure as text: data columns and the gnuplot commands that draw them.
public struct Figure: Sendable, Equatable {
    /// Stem of its files.
    public var name: String
    /// What it shows, in a sentence or two: caption in the report and text for those who cannot see it.
    public var caption: String
    public var widthCentimetres: Double
    public var heightCentimetres: Double
    /// Blocks of columns, each under a comment line; gnuplot's `index` counts them from 0.
    public var blocks: [DataBlock]
    /// gnuplot commands after the style is loaded; `data` is the name of the data file.
    public var commands: String

    public init(
        _ sheet: FigureSheet, caption: String, heightCentimetres: Double = 6.2, blocks: [DataBlock], commands: String
    ) {
        name = sheet.name
        widthCentimetres = sheet.width
        self.caption = caption
        self.heightCentimetres = heightCentimetres
        self.blocks = blocks
        self.commands = commands
    }

    /// `name` without what a file name cannot hold.
    var fileStem: String { name.withoutControls.replacing("/", with: "-") }

    /// The content of the data file.
    public var dataText: String { blocks.map(\.text).joined(separator: "\n\n") }

    /// Of one panel or several above each other.
    init(_ sheet: FigureSheet, caption: String, blocks: [DataBlock], stack: PanelStack) {
        self.init(
            sheet, caption: caption, heightCentimetres: stack.height, blocks: blocks, commands: stack.commands)
    }

    /// The content of the gnuplot file, which runs on its own in the folder of its data.
    public var script: String {
        """
        # \(caption.gnuplotComment)
        # Run gnuplot with this file for the PDF, after -e "format='svg'" for the SVG, format='png' for the PNG.
        name = \("./\(fileStem)".gnuplotQuoted)
        data = \("./\(fileStem).dat".gnuplotQuoted)
        width = \(widthCentimetres)
        height = \(heightCentimetres)
        load "style.gp"

        \(commands)

        """
    }

    /// What to say where the pointer rests on each plotted element, in gnuplot's order: the block's title and the first and
    /// last value of its curve; nil for elements that draw no block of their own.
    var tooltips: [String?] {
        commands.matches(of: /(?:data(?: index (\d+))?|\d+ \* x|\/ x)[^\n]*? with (\w+)/).map { element in
            guard let index = element.1.flatMap({ Int($0) }), blocks.indices.contains(index), element.2 != "image",
                element.2 != "boxxyerror"
            else { return nil }
            let block = blocks[index]
            let points = block.rows.compactMap { row in Double(row[0]).flatMap { x in Double(row[1]).map { (x, $0) } } }
            guard block.columns[0] != "row", let first = points.first, let last = points.last, points.count > 1 else {
                return block.title
            }
            func number(_ value: Double) -> String { shortNumber((value * 100).rounded() / 100) }
            return "\(block.title): \(number(first.1)) at \(number(first.0)), \(number(last.1)) at \(number(last.0))"
        }
    }
}
