import Analysis
import Foundation
import RunStore

/// What the report says about one experiment.
struct ReportSection {
    let html: String

    init(_ record: ExperimentRecord, index: Int) throws {
        let comparison = try ExperimentComparison(record)
        let table = ComparisonTable(comparison, showsInterval: true)
        let notes = table.notes.map { "<p class=\"notes\">\($0.htmlEscaped)</p>" }.joined(separator: "\n")
        html = """
            <section id="experiment-\(index)" aria-labelledby="heading-\(index)">
            <h2 id="heading-\(index)">\(record.name.htmlEscaped)</h2>
            \(Self.facts(record, comparison))
            <h3>Methods <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(table.table.html(label: "Methods of \(record.name)"))
            \(notes)
            <h3>Figures <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(try ReportFigures(of: [record], prefix: "f\(index)").html)
            <h3>Sites <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(try Self.sites(record))
            <h3>Runs <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(Self.runs(record))
            <h3>Configuration <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(try Self.configuration(record))
            <h3>Environment <span class="of">of \(record.name.htmlEscaped)</span></h3>
            \(Self.environment(record))
            </section>
            """
    }

    private static func facts(_ record: ExperimentRecord, _ comparison: ExperimentComparison) -> String {
        let runs = record.methods.flatMap(\.runs)
        let summaries = runs.compactMap(\.summary)
        var facts: [(String, String)] = [("runs completed", "\(summaries.count) of \(runs.count)")]
        facts.append(("methods × seeds", "\(record.methods.count) × \(record.methods.map(\.runs.count).max() ?? 0)"))
        if let rounds = summaries.map(\.rounds).max() { facts.append(("rounds", "\(rounds)")) }
        if let budget = BudgetText(comparison).statement { facts.append(("budget", budget)) }
        if let best = comparison.methods.first(where: { $0.name == comparison.best }),
            let value = best.statistics[comparison.metric]
        {
            let standing = best.standing == .ahead ? "ahead of every other" : "level with others"
            let isAccuracy = comparison.metric == .meanAccuracyLastTenth
            let number =
                isAccuracy ? "\((value.mean * 100).formatted(decimals: 1)) %" : value.mean.formatted(decimals: 2)
            facts.append(
                (
                    isAccuracy ? "highest accuracy, last tenth" : "fewest \(comparison.metric.title)",
                    "\(best.name), \(number) (\(standing))"
                ))
        }
        let cells = facts.map { "<div><dt>\($0.0.htmlEscaped)</dt><dd>\($0.1.htmlEscaped)</dd></div>" }
        return "<dl class=\"facts\">\(cells.joined())</dl>"
    }

    private static func sites(_ record: ExperimentRecord) throws -> String {
        try record.methods.enumerated().filter { !$1.completed.isEmpty }.map { index, method in
            let table = try SiteTable(method).table
            return "<details\(index == 0 ? " open" : "")><summary>\(method.name.htmlEscaped)</summary>"
                + table.html(label: "Sites under \(method.name)") + "</details>"
        }.joined(separator: "\n")
    }

    private static func runs(_ record: ExperimentRecord) -> String {
        var table = TextTable([
            .init("method", .left), .init("seed"), .init("status", .left), .init("rounds"), .init("final accuracy, %"),
            .init("g"), .init("seconds"), .init("started", .left),
        ])
        for run in record.methods.flatMap(\.runs) {
            let summary = run.summary
            table.append([
                run.manifest.method, "\(run.manifest.seed)",
                run.status.rawValue + (run.manifest.error.map { ": \($0)" } ?? ""), "\(run.rounds.count)",
                summary?.finalAccuracy.map { ($0 * 100).formatted(decimals: 2) } ?? "–",
                (run.rounds.last?.cumulativeGrams ?? 0).formatted(decimals: 3),
                summary?.wallSeconds.formatted(decimals: 1) ?? "–", run.manifest.started.ISO8601Format(),
            ])
        }
        return
            "<details><summary>\(table.rows.count) runs</summary>\(table.html(label: "Runs of \(record.name)"))</details>"
    }

    private static func configuration(_ record: ExperimentRecord) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try record.methods.compactMap { method in
            guard let manifest = method.runs.first?.manifest else { return nil }
            let text = String(decoding: try encoder.encode(manifest.configuration), as: UTF8.self)
            return "<details><summary>\(method.name.htmlEscaped), \(manifest.configurationHash.htmlEscaped)</summary>"
                + "<pre tabindex=\"0\">\(text.htmlEscaped)</pre></details>"
        }.joined(separator: "\n")
    }

    private static func environment(_ record: ExperimentRecord) -> String {
        var table = TextTable([.init("", .left), .init("", .left)])
        var seen: [RunEnvironment] = []
        for environment in record.methods.flatMap(\.runs).map(\.manifest.environment) where !seen.contains(environment)
        {
            seen.append(environment)
            let dirty = environment.isDirty == true ? ", with uncommitted changes" : ""
            table.append(["cafe", environment.cafeVersion])
            table.append(["commit", (environment.commit ?? "not known") + dirty])
            table.append(["Swift", environment.swiftVersion])
            table.append(["OpenBLAS", environment.openBLASConfiguration])
            table.append(["OpenBLAS kernels", environment.openBLASCore])
            table.append(["system", environment.operatingSystem])
            table.append(["threads of cores", "\(environment.threads) of \(environment.processorCount)"])
        }
        return table.html(label: "Environment of \(record.name)").replacing(/<thead.*<\/thead>/, with: "")
    }
}
