import ArgumentParser

struct CarbonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carbon",
        abstract: "Check, convert, derive and draw carbon intensity traces.",
        discussion: """
            Files are told apart by their content; `cafe list trace-formats` lists the layouts, and \
            Guides/carbon-accounting.md describes them. Any other table is read by its columns (--time-column, \
            --value-column).

            Example: cafe carbon check Datasets/carbon/europe-2020-hourly.csv
            """,
        subcommands: [
            CarbonCheckCommand.self, CarbonImportCommand.self, CarbonDeriveCommand.self, CarbonPlotCommand.self,
            CarbonForecastCheckCommand.self,
        ])
}
