import ArgumentParser
import Presentation

/// How wide figures are.
struct SheetOptions: ParsableArguments {
    @Option(help: "Width of figures in centimetres: 8.5 is a column, 17 the page of a two-column paper.") var width =
        8.5

    func validate() throws {
        guard FigureSheet.widths.contains(width) else {
            throw ValidationError("--width \(width): expected 6 to 40 centimetres")
        }
    }

    func sheet(_ name: String, spread: FigureSheet.Spread = .bands) -> FigureSheet {
        FigureSheet(name, width: width, spread: spread)
    }
}

/// Whether a command that prints something also draws it.
struct DrawingOptions: ParsableArguments {
    @Option(
        name: .customLong("figures"),
        help: ArgumentHelp("Draw what is printed into this folder; needs gnuplot.", valueName: "folder"),
        transform: outputPath)
    var folder: String?
    @OptionGroup var sheets: SheetOptions

    /// Draws into the folder, if one was named. Paths go to standard error, since the command has other results.
    ///
    /// - Parameter name: stem of the file names.
    func draw(_ name: String, _ figure: (FigureSheet) throws -> Figure) throws {
        guard let folder else { return }
        for path in try FigureWriter(folder: folder).write(figure(sheets.sheet(name))) { printError(path) }
    }
}
