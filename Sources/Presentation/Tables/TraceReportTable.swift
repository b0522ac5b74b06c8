import CarbonAccounting

/// The report on trace files as text: a head line, a table by zone, the problems.
public struct TraceReportTable: Sendable {
    public let head: String
    public let table: TextTable
    /// Notes and problems, a line each; of many problems the first.
    public let remarks: [String]
    /// Whether problems are left out of `remarks`.
    public let isAbridged: Bool

    /// - Parameter shownProblems: how many problems are listed before the rest is counted.
    public init(_ report: TraceReport, shownProblems: Int = 20) {
        if let from = report.from, let to = report.to, let step = report.stepSeconds, let kind = report.kind,
            let scope = report.scope
        {
            let formats = Set(report.formats.map(\.kind)).sorted().joined(separator: ", ")
            head =
                "\(from) to \(to) in steps of \(step) s, \(kind.rawValue) intensity, scope \(scope.rawValue)"
                + " (\(formats)); gCO2eq/kWh"
        } else {
            head = "no trace could be read"
        }
        var table = TextTable([
            .init("zone", .left), .init("hours"), .init("missing"), .init("estimated"), .init("mean"), .init("min"),
            .init("max"), .init("std"), .init("daily swing"), .init("acf 24 h"),
        ])
        for (name, zone) in report.zones.sorted(by: { $0.key < $1.key }) {
            let statistics = zone.statistics
            table.append(
                [name, Self.hours(statistics.hours), Self.hours(zone.missingHours)]
                    + [(zone.estimatedShare * 100).formatted(decimals: 1) + " %"]
                    + [statistics.mean, statistics.min, statistics.max, statistics.std, statistics.dailySwing].map {
                        $0.formatted(decimals: 1)
                    } + [statistics.acf24?.formatted(decimals: 3) ?? "–"])
        }
        self.table = table
        let more = report.problems.count - shownProblems
        isAbridged = more > 0
        remarks =
            report.notes.map { "note: \($0)" }
            + Self.marks(report)
            + report.problems.prefix(shownProblems).map { "\($0.kind.rawValue): \($0)" }
            + (more > 0 ? ["(and \(more) more problems)"] : [])
    }

    /// Whole hours without decimals, parts of an hour with them.
    private static func hours(_ hours: Double) -> String {
        hours.formatted(decimals: hours == hours.rounded() ? 0 : 2)
    }

    /// A line for each zone with marked values.
    private static func marks(_ report: TraceReport) -> [String] {
        report.zones.sorted { $0.key < $1.key }.compactMap { name, zone in
            guard !zone.markedHours.isEmpty else { return nil }
            let marks = zone.markedHours.sorted { $0.key < $1.key }.map { "\(hours($0.value)) h \($0.key)" }
            return "marked: \(name): \(marks.joined(separator: ", "))"
        }
    }
}
