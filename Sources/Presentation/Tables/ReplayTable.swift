import Analysis

/// The results of replayed policies, a row each.
public struct ReplayTable: Sendable {
    public let table: TextTable

    /// - Parameter runs: the same policies in the same order on one run or more; numbers are means over the runs. The
    ///   penalty weight and the bound have columns only if a replay has one.
    /// - Precondition: as many replays for each run.
    public init(_ runs: [[PolicyReplay]]) {
        precondition(Set(runs.map(\.count)).count == 1, "replays by run: \(runs.map(\.count))")
        let isWeighted = runs[0].contains { $0.penaltyWeight != nil }
        let isBounded = runs[0].contains { $0.upperBound != nil }
        var columns: [TextTable.Column] = [.init("policy", .left)]
        if isWeighted { columns.append(.init("V")) }
        columns.append(.init("utility"))
        if isBounded { columns += [.init("bound"), .init("gap, %")] }
        columns += [
            .init("mean queue"), .init("final queue"), .init("g of budget"), .init("sites/round"), .init("ms/round"),
        ]
        var table = TextTable(columns)
        for position in runs[0].indices {
            let replays = runs.map { $0[position] }
            func mean(_ value: (PolicyReplay) -> Double) -> Double {
                replays.reduce(0) { $0 + value($1) } / Double(replays.count)
            }
            var cells = [replays[0].policy]
            if isWeighted { cells.append(replays[0].penaltyWeight.map(shortNumber) ?? "–") }
            let utility = mean(\.utility)
            cells.append(utility.formatted(decimals: 3))
            if isBounded {
                let bound = mean { $0.upperBound ?? .nan }
                cells += [
                    bound.formatted(decimals: 3),
                    (bound > 0 ? (bound - utility) / bound * 100 : 0).formatted(decimals: 2),
                ]
            }
            cells += [
                mean(\.meanQueue).formatted(decimals: 3), mean(\.finalQueue).formatted(decimals: 3),
                "\(mean(\.totalGrams).formatted(decimals: 3)) of \(mean(\.budgetGrams).formatted(decimals: 3))",
                mean(\.meanSelected).formatted(decimals: 2), mean(\.millisecondsPerRound).formatted(decimals: 3),
            ]
            table.append(cells)
        }
        self.table = table
    }
}
