import Analysis
import RunStore

/// One metric of several experiments, or of the variants of a sweep: a row for each method, a column for each of them.
public struct SideBySideTable: Sendable {
    public let table: TextTable
    /// What the cells and marks mean.
    public let notes: [String]
    /// As a `tabular` of booktabs.
    public let latex: String

    /// - Parameters:
    ///   - records: two or more, in the order of the columns.
    ///   - baseline: a method, to whose runs in the same column the others are compared; or the name of a column, to whose
    ///     runs of the same method they are. Nil shows means, marked within each column.
    /// - Throws: `ComparisonError` for a baseline that is neither.
    public init(_ records: [ExperimentRecord], metric: RunMetric, baseline: String? = nil) throws {
        let columns = Self.columnNames(records)
        var methods: [String] = []
        for method in records.flatMap(\.methods) where !methods.contains(method.name) { methods.append(method.name) }
        let baseColumn = methods.contains(baseline ?? "") ? nil : baseline.flatMap { columns.firstIndex(of: $0) }
        if let baseline, baseColumn == nil, !methods.contains(baseline) {
            throw ComparisonError.unknownMethod(baseline, experiment: records[0].path, known: methods + columns)
        }
        let comparisons = try records.map { record in
            try ExperimentComparison(
                record, metric: metric,
                baseline: baseColumn == nil
                    ? baseline.flatMap { name in record.methods.contains { $0.name == name } ? name : nil } : nil)
        }
        let across = baseColumn.map { CrossComparison(comparisons, base: $0, metric: metric) }
        var table = TextTable([.init("method", .left)] + columns.map { .init($0) })
        var latex = TextTable([.init("Method", .left)] + columns.map { .init($0.latexEscaped) })
        for name in methods {
            let cells = comparisons.enumerated().map { index, comparison -> (text: String, latex: String) in
                guard let method = comparison.methods.first(where: { $0.name == name }) else { return ("", "") }
                let difference = across.map { $0.pairs[index][name] } ?? method.versusBaseline
                let standing = across.map { $0.standings[index][name] } ?? method.standingToBaseline
                let isBase = baseColumn == index || name == baseline
                if baseline != nil, !isBase {
                    guard let difference else { return ("–", "--") }
                    let text = Self.signed(difference.difference, metric)
                    return (
                        "\(text) \(standing?.rawValue ?? "")",
                        "$\(text.replacing("−", with: "-"))$ \(standing?.rawValue ?? "")"
                    )
                }
                let mark = baseline == nil ? ComparisonTable.mark(method.standing) : ""
                return (ComparisonTable.cell(metric, method) + mark, ComparisonTable.latexCell(metric, method))
            }
            table.append([name] + cells.map(\.text))
            latex.append([name.latexEscaped] + cells.map(\.latex))
        }
        self.table = table
        let fewest = comparisons.flatMap(\.methods).map(\.seeds.count).filter { $0 > 0 }.min() ?? 0
        notes =
            [
                (metric == .meanAccuracyLastTenth ? "accuracy over the last tenth of the rounds, %" : metric.title)
                    + ": mean ± standard deviation over seeds"
                    + (baseline.map { "; elsewhere the mean difference to \($0) over shared seeds" } ?? "")
            ] + [ComparisonTable.meaningOfMarks(fewestSeeds: fewest, isRanked: baseline == nil)]
            + comparisons.flatMap { comparison in comparison.leftOut.map { "left out: \(comparison.experiment): \($0)" }
            }
        self.latex = ComparisonTable.latexComment(notes) + latex.latex
    }

    /// Variants without the name of their sweep.
    private static func columnNames(_ records: [ExperimentRecord]) -> [String] {
        guard Set(records.map(\.group)).count == 1, records.allSatisfy({ !$0.variant.isEmpty }) else {
            // Results of the same experiment in two folders are told apart by their places.
            return Set(records.map(\.name)).count == records.count ? records.map(\.name) : records.map(\.path)
        }
        return records.map(\.variant)
    }

    private static func signed(_ difference: SampleStatistics, _ metric: RunMetric) -> String {
        let text = (difference.mean * metric.unit.displayScale).formatted(decimals: 2)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : "+" + text
    }

    public func rendered(on terminal: Terminal) -> String {
        table.rendered(on: terminal, notes: notes)
    }

    public var markdown: String { table.markdown + "\n" + notes.joined(separator: "; ") + ".\n" }
}

/// Each method of some experiments against itself in one of them, all compared at once.
private struct CrossComparison {
    /// By experiment and method.
    private(set) var pairs: [[String: PairedComparison]] = []
    private(set) var standings: [[String: Standing]] = []

    init(_ comparisons: [ExperimentComparison], base: Int, metric: RunMetric) {
        let references = Dictionary(
            comparisons[base].methods.map { ($0.name, $0.values[metric] ?? [:]) }
        ) { first, _ in first }
        var places: [(experiment: Int, method: String)] = []
        for (index, comparison) in comparisons.enumerated() {
            var own: [String: PairedComparison] = [:]
            for method in comparison.methods where index != base {
                own[method.name] = PairedComparison(
                    method.values[metric] ?? [:], against: references[method.name] ?? [:],
                    baseline: comparisons[base].experiment, direction: metric.direction)
                if own[method.name] != nil { places.append((index, method.name)) }
            }
            pairs.append(own)
            standings.append([:])
        }
        let found = places.compactMap { pairs[$0.experiment][$0.method] }.standings(direction: metric.direction)
        for (place, standing) in zip(places, found) { standings[place.experiment][place.method] = standing }
    }
}
