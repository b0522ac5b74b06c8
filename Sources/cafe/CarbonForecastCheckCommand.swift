import ArgumentParser
import CarbonAccounting
import Presentation

struct CarbonForecastCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast-check",
        abstract: "Say how far off the forecasts that policies can look ahead with are on a trace.",
        discussion: """
            Every forecast that knows nothing of the future predicts, at every hour after the first week, the hour that \
            ends 1 to 96 hours later. The best is what to name as `forecast:` of a policy that looks ahead; `cafe list \
            forecasts` says what each is.

            Examples:
              cafe carbon forecast-check Datasets/carbon/europe-2020-hourly.csv --zones DE,FR
              cafe carbon forecast-check Datasets/carbon/europe-2020-hourly.csv --zones GB --hours 1,6,24 --json
            """)

    @OptionGroup var source: TraceOptions
    @Option(help: "How many hours ahead, separated by commas.") var hours: CommaSeparated<Int> = .init([
        1, 3, 6, 12, 24, 48, 72, 96,
    ])
    @Option(help: "What to do about gaps and faults: refuse, hold, linear or drop.") var gaps: GapPolicy = .refuse
    @Flag(help: "Print JSON with the errors of each zone.") var json = false

    func validate() throws {
        for hour in hours.values where !(1...8784 ~= hour) {
            throw ValidationError("--hours \(hour): expected 1 to 8784")
        }
    }

    func run() throws {
        let review = try ForecastReview(try source.read(gaps: gaps).trace, horizonHours: hours.values)
        if json {
            try printJSON(review)
            return
        }
        let text = ForecastReviewTables(review)
        print(text.head)
        print(text.byHorizon.rendered(on: .standardOutput))
        print(text.zoneHead)
        print(text.byZone.rendered(on: .standardOutput))
        print("smallest error over these zones and hours: forecast: {kind: \(review.best)}")
    }
}
