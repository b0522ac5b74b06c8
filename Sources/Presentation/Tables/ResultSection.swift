import Analysis
import Foundation
import RunStore

/// What an experiment came to, as the Markdown of its README from `## Result` on: a table for each variant, and the program,
/// kernels and time that the runs took.
public struct ResultSection: Sendable {
    public let markdown: String

    /// - Parameters:
    ///   - comparisons: one for each variant, in the order shown.
    ///   - records: the runs that they compare.
    public init(_ comparisons: [ExperimentComparison], of records: [ExperimentRecord]) {
        let tables = comparisons.map { comparison in
            let heading = comparisons.count > 1 ? "### \(comparison.experiment)\n\n" : ""
            return heading + ComparisonTable(comparison, showsInterval: true).markdown
        }
        let runs = records.flatMap { $0.methods.flatMap(\.completed) }
        let environments = runs.map(\.manifest.environment)
        func distinct(_ values: [String]) -> String { Set(values).sorted().joined(separator: ", ") }
        let commits = distinct(environments.compactMap { $0.commit.map { String($0.prefix(7)) } })
        let isDirty = environments.contains { $0.isDirty == true }
        let seconds = runs.compactMap { $0.summary?.wallSeconds }.reduce(0, +)
        let time =
            seconds < 120
            ? "\(seconds.formatted(decimals: seconds < 10 ? 1 : 0)) seconds"
            : "\((seconds / 60).formatted(decimals: 1)) minutes"
        markdown =
            "## Result\n\n" + tables.joined(separator: "\n") + "\n"
            + "Commit \(commits.isEmpty ? "unknown" : commits)\(isDirty ? " with uncommitted changes" : ""), "
            + "OpenBLAS kernels \(distinct(environments.map(\.openBLASCore))); "
            + "\(runs.count) runs, \(time) of run time in all.\n"
    }

    /// `readme` with everything from its line `## Result` on replaced; appended where there is no such line.
    public func replacing(in readme: String) -> String {
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.prefix { !$0.hasPrefix("## Result") }.joined(separator: "\n")
        return kept.trimmingCharacters(in: .newlines) + "\n\n" + markdown
    }
}
