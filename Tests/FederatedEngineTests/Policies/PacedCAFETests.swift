import Coresets
import FederatedEngine
import TestSupport
import Testing

/// What CAFE adds to the published method: start without a probe, pacing, a queue that starts at its steady state,
/// remembered updates.
@Suite struct PacedCAFETests {
    static let gram = UtilityPolicyTests.gram

    static func cafe(drift: Double? = 0.1, penaltyWeight: Double = 10) -> CAFEPolicy {
        CAFEPolicy(
            utility: .facilityLocation, gradients: .updates, penaltyWeight: penaltyWeight, solver: .exact(),
            initialQueue: .steadyState, pacing: .remaining, memoryDrift: drift)
    }

    static func everybodyTrained(in round: Int) -> ParticipationHistory {
        var history = ParticipationHistory(sites: 5)
        let loss = SiteLoss(samples: 1, mean: 1, meanSquare: 1)
        history.record(round: round, sites: [0, 1, 2, 3, 4], losses: [SiteLoss](repeating: loss, count: 5))
        return history
    }

    @Test func whoIsUnknownTrainsFirstTheCheapestFirst() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        let oracle = ScriptedOracle(gram: Self.gram)
        var rich = Self.cafe()
        let everybody = try rich.select(
            in: Slot(0, of: HandMadeScenario.make(grams: rows, budget: .grams(100)), oracle: oracle))
        #expect(everybody.sites.sorted() == [0, 1, 2, 3, 4])
        #expect(oracle.gradientRequests == [.updates])
        // A quarter of 22 g covers sites 2 and 0.
        var poor = Self.cafe()
        let few = try poor.select(
            in: Slot(0, of: HandMadeScenario.make(grams: rows, budget: .grams(22)), oracle: oracle))
        #expect(few.sites == [2, 0])
        #expect(poor.queue == 0 && !poor.memory.isStarted)
    }

    @Test func theQueueStartsWhereASlotSpendsItsAllowance() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(70))
        var policy = Self.cafe(drift: nil)
        let slot = Slot(
            1, of: scenario, spentGrams: 20, history: Self.everybodyTrained(in: 0),
            oracle: ScriptedOracle(gram: Self.gram))
        let selection = try policy.select(in: slot)
        #expect(policy.queue > 0 && policy.memory.isStarted)
        #expect(selection.sites.reduce(0) { $0 + slot.footprints[$1] } <= 50.0 / 9)
        #expect(!selection.sites.isEmpty)
    }

    @Test func aRoundSpendsNoMoreThanItsCap() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        for budget in [15.0, 40, 100, 200] {
            let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(budget))
            for spent in [0.0, 10] {
                var policy = Self.cafe(penaltyWeight: 1e6)
                let slot = Slot(
                    4, of: scenario, spentGrams: spent, history: Self.everybodyTrained(in: 0),
                    oracle: ScriptedOracle(gram: Self.gram))
                let grams = try policy.select(in: slot).sites.reduce(0) { $0 + slot.footprints[$1] }
                #expect(grams <= max((budget - spent) / 6, budget / 2 - spent) + 1e-9)
            }
        }
    }

    @Test func freshSitesAreNotWorthTheirCarbon() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(100))
        var policy = Self.cafe(drift: 0)
        let slot = Slot(
            1, of: scenario, spentGrams: 20, history: Self.everybodyTrained(in: 0),
            oracle: ScriptedOracle(gram: Self.gram))
        #expect(try policy.select(in: slot).sites.isEmpty)
    }

    @Test func aRunKeepsItsBudgetWithoutAProbe() throws {
        let task = try TinyTask(rounds: 8, budget: .fractionOfFull(0.3))
        let simulation = task.simulation(Self.cafe(), aggregation: .memory)
        let reports = try simulation.run()
        #expect(simulation.ledger.totalGrams <= task.scenario.budgetGrams)
        #expect(reports.allSatisfy { $0.sites.allSatisfy { $0.footprint.probeGrams == 0 } })
        #expect(reports.contains { $0.selectedCount > 0 })
    }
}
