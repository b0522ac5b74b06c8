import Experiments

/// Sites by classes, with totals, as `cafe data partition` shows it.
public struct PartitionTable: Sendable {
    public let table: TextTable

    public init(_ report: PartitionReport) {
        let classes = report.sites.first?.classes.count ?? 0
        var table = TextTable(
            [.init("site", .left), .init("examples"), .init("classes")] + (0..<classes).map { .init("\($0)") })
        for site in report.sites {
            table.append(
                [site.name, "\(site.examples)", "\(site.classes.count { $0 > 0 })"] + site.classes.map { "\($0)" })
        }
        let totals = (0..<classes).map { label in report.sites.reduce(0) { $0 + $1.classes[label] } }
        table.append(
            ["total", "\(totals.reduce(0, +))", "\(totals.count { $0 > 0 })"] + totals.map { "\($0)" })
        self.table = table
    }
}
