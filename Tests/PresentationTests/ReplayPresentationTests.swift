import Analysis
import Foundation
import Presentation
import Testing

/// A replay as its JSON has it.
func replay(
    _ policy: String, weight: Double? = nil, utility: Double = 6, queue: Double = 2, bound: Double? = nil
) throws -> PolicyReplay {
    var members: [String: Any] = [
        "policy": policy, "budget_g": 10, "total_utility": utility, "queue_mean": queue, "queue_final": 2 * queue,
        "total_g": 9, "overshoot_g": 0, "mean_selected": 3.5, "rounds_trained": 4, "rounds": 4, "ms_per_round": 0.25,
    ]
    members["penalty_weight"] = weight
    members["upper_bound"] = bound
    return try JSONDecoder().decode(PolicyReplay.self, from: JSONSerialization.data(withJSONObject: members))
}

@Suite struct ReplayTableTests {
    @Test func numbersAreMeansOverRuns() throws {
        let table = try ReplayTable([
            [replay("cafe", weight: 3, utility: 6, bound: 8), replay("random", utility: 4, bound: 8)],
            [replay("cafe", weight: 3, utility: 7, bound: 8), replay("random", utility: 4, bound: 8)],
        ]).table
        #expect(
            table.columns.map(\.title) == [
                "policy", "V", "utility", "bound", "gap, %", "mean queue", "final queue", "g of budget",
                "sites/round", "ms/round",
            ])
        #expect(
            table.rows == [
                ["cafe", "3", "6.500", "8.000", "18.75", "2.000", "4.000", "9.000 of 10.000", "3.50", "0.250"],
                ["random", "–", "4.000", "8.000", "50.00", "2.000", "4.000", "9.000 of 10.000", "3.50", "0.250"],
            ])
    }

    @Test func weightAndBoundNeedAReplayThatHasOne() throws {
        let table = try ReplayTable([[replay("random")]]).table
        #expect(table.columns.map(\.title).prefix(3) == ["policy", "utility", "mean queue"])
    }
}

@Suite struct TheoryFigureTests {
    /// Queue V and gap 1/V per round: straight lines of slopes 1 and −1, which the guides then are.
    @Test func guidesFollowTheTheory() throws {
        let weights = [0.5, 1, 4]
        let runs = try (0..<2).map { _ in
            try weights.map { try replay("cafe", weight: $0, utility: 10 - 4 / $0, queue: $0, bound: 10) }
        }
        let figure = try TheoryFigure().draw(runs, on: FigureSheet("theory"))
        #expect(figure.blocks.map(\.title) == ["mean queue: cafe", "utility below the bound, per round: cafe"])
        #expect(figure.blocks[0].rows.map { $0.compactMap { Double($0) } } == weights.map { [$0, $0, $0, $0] })
        #expect(figure.blocks[1].rows.compactMap { Double($0[1]) } == weights.map { 1 / $0 })
        #expect(figure.commands.contains("1.0 * x with lines") && figure.commands.contains("1.0 / x with lines"))
        #expect(figure.caption.contains("2 recorded runs"))
    }

    @Test func oneWeightIsNoCurve() throws {
        let runs = [try [replay("cafe", weight: 1, bound: 8), replay("random", bound: 8)]]
        #expect(throws: FigureError.self) { try TheoryFigure().draw(runs, on: FigureSheet("theory")) }
        let unbounded = [try [replay("cafe", weight: 1), replay("cafe", weight: 2)]]
        #expect(throws: FigureError.self) { try TheoryFigure().draw(unbounded, on: FigureSheet("theory")) }
    }
}
