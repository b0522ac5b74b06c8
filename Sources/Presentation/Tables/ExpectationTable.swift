import Analysis

/// Expectations against results, failures marked.
public struct ExpectationTable: Sendable {
    public let table: TextTable

    public init(_ outcomes: [CheckedExpectation]) {
        let variants = outcomes.contains { $0.item.variant != nil } ? [TextTable.Column("variant", .left)] : []
        var table = TextTable(
            [.init("", .left)] + variants + [
                .init("method", .left), .init("metric", .left), .init("expected"), .init("tolerance"), .init("found"),
            ])
        for outcome in outcomes {
            let item = outcome.item
            table.append(
                [outcome.passes ? "ok" : "FAILS"] + (variants.isEmpty ? [] : [item.variant ?? ""]) + [
                    item.minus.map { "\(item.method) − \($0)" } ?? item.method, item.metric,
                    item.value.formatted(decimals: 4), item.tolerance.formatted(decimals: 4),
                    outcome.actual?.formatted(decimals: 4) ?? "nothing",
                ])
        }
        self.table = table
    }
}
