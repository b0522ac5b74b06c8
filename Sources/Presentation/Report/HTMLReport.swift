import Documents
import Foundation
import Reproducibility
import RunStore
import Synchronization

/// One self-contained page about experiments: tables with intervals, figures, sites, configuration, environment.
///
/// The page loads nothing, holds no script, follows the reader's light or dark setting and works with the keyboard.
public struct HTMLReport: Sendable {
    public let html: String

    /// - Parameters:
    ///   - records: one section each.
    ///   - title: of the page.
    ///   - progress: told how many sections are done of how many, from several threads.
    /// - Throws: `DocumentError` for `sites.csv`. Without gnuplot the page says so and has no figures.
    public init(
        _ records: [ExperimentRecord], title: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        let overview = records.count > 1 ? [try ReportOverview(records).html] : []
        let sections = try overview + Self.sections(records, progress)
        let links = records.enumerated().map { index, record in
            "<li><a href=\"#experiment-\(index + 1)\">\(record.name.htmlEscaped)</a></li>"
        }
        html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>\(title.htmlEscaped)</title>
            <style>
            \(ReportStyle.text)
            </style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header>
            <h1>\(title.htmlEscaped)</h1>
            <p class="soft">Written by cafe \(RunEnvironment.packageVersion). Carbon in grams of CO₂ equivalent; \
            95 % t intervals over seeds.</p>
            \(records.count > 1 ? "<nav aria-label=\"Experiments\"><ul>\(links.joined())</ul></nav>" : "")
            </header>
            <main id="content">
            \(sections.joined(separator: "\n"))
            </main>
            </body>
            </html>

            """
    }

    /// A section for each record, as many at once as the machine has cores: most of the time is gnuplot's.
    private static func sections(
        _ records: [ExperimentRecord], _ progress: @Sendable (Int, Int) -> Void
    ) throws -> [String] {
        let done = Atomic(0)
        return try WorkerPool(workers: ProcessInfo.processInfo.activeProcessorCount).map(records.count) { _, index in
            let html = try ReportSection(records[index], index: index + 1).html
            progress(done.wrappingAdd(1, ordering: .relaxed).newValue, records.count)
            return html
        }
    }

    /// Writes the page; missing folders are created.
    ///
    /// - Throws: `DocumentError`.
    public func write(to path: String) throws {
        try writeAtomically(Data(html.utf8), to: path)
    }
}
