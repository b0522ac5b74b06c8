import ArgumentParser
import CarbonAccounting
import Foundation
import Presentation

struct CarbonCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what trace files hold and what is wrong with them.",
        discussion: """
            Format, span, step, and for each zone hours, mean, min, max, standard deviation, mean daily swing and the \
            autocorrelation at 24 hours, over the values that are there. Every gap, duplicate, negative or non-finite \
            value is listed with file, line and column; then the exit code is 1.

            Examples:
              cafe carbon check Datasets/carbon/europe-2020-hourly.csv
              cafe carbon check DE_2023_hourly.csv FR_2023_hourly.csv --scope direct --json
            """)

    @OptionGroup var source: TraceOptions
    @Flag(help: "Print JSON with every number and problem.") var json = false

    func run() throws {
        let report: TraceReport
        let options = try source.reading(gaps: .drop)
        do throws(TraceError) {
            report = TraceReport(try TraceReading(source.files, options))
        } catch {
            guard !error.problems.isEmpty else { throw error }
            report = TraceReport(problems: error.problems)
        }
        if json {
            try printJSON(report)
        } else {
            let text = TraceReportTable(report)
            print(text.head)
            print(text.table.rendered(on: .standardOutput), terminator: "")
            for remark in text.remarks { print(remark) }
            if text.isAbridged { print("--json lists all problems") }
        }
        if !report.problems.isEmpty { throw ExitCode.failure }
    }
}
