import Analysis
import RunStore

/// What several experiments say side by side, before each has its section: such as the variants of a sweep.
struct ReportOverview {
    let html: String

    init(_ records: [ExperimentRecord]) throws {
        let comparisons = try records.map { try ExperimentComparison($0) }
        var names: [String] = []
        for method in comparisons.flatMap(\.methods) where !names.contains(method.name) { names.append(method.name) }
        let group = records.first?.name.split(separator: "/").first.map { $0 + "/" } ?? ""
        let isSweep = records.allSatisfy { $0.name.hasPrefix(group) }
        // A row for each experiment: sweeps have more variants than a page has room for columns.
        var table = TextTable([.init(isSweep ? "variant" : "experiment", .left)] + names.map { .init($0) })
        for comparison in comparisons {
            table.append(
                [isSweep ? String(comparison.experiment.dropFirst(group.count)) : comparison.experiment]
                    + names.map { name in
                        comparison.methods.first { $0.name == name }.map { ComparisonTable.cell(comparison.metric, $0) }
                            ?? ""
                    })
        }
        var measures: [String] = []
        for record in records {
            let unit = record.usualMetric.unit == .fraction ? ", %" : ""
            let measure = record.usualMetricName.sentence.capitalizedFirst + unit
            if !measures.contains(measure) { measures.append(measure) }
        }
        let figures = try ReportFigures(of: records, prefix: "f0")
        html = """
            <section id="overview" aria-labelledby="heading-0">
            <h2 id="heading-0">Overview</h2>
            \(table.html(label: "Each method in each experiment"))
            <p class="notes">\(measures.joined(separator: "; ")), ± standard deviation over seeds.</p>
            \(figures.isEmpty ? "" : figures.html)
            </section>
            """
    }
}
