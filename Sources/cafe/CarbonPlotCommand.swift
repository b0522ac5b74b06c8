import ArgumentParser
import CarbonAccounting
import Presentation
import Reproducibility

struct CarbonPlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a week, the mean day, the distribution and every hour of the year of each zone.",
        discussion: """
            Needs gnuplot; data and commands stay beside the figures. Paths of the drawn files go to standard output.

            Example: cafe carbon plot Datasets/carbon/europe-2020-hourly.csv --zones DE,FR,PL --week 2020-06-01
            """)

    @OptionGroup var source: TraceOptions
    @Option(help: "First day of the week that is shown; that of the trace by default.") var week: String?
    @Option(help: "Folder of the figures.", transform: outputPath) var out = "Results/figures"
    @OptionGroup var sheets: SheetOptions

    func run() throws {
        let trace = try source.read(gaps: .drop).trace
        let start = try week.map { try UTCInstant(date: $0) } ?? trace.start
        let writer = FigureWriter(folder: out)
        for kind in figures.all((any TraceFigure).self) {
            let figure = try kind.draw(
                trace, zones: source.zones?.values ?? trace.zones, start: start, on: sheets.sheet(kind.kind))
            for path in try writer.write(figure) { print(path) }
        }
    }
}
