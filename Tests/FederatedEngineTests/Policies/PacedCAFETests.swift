import CarbonAccounting
import FederatedEngine
import SiteSelection
import TestSupport
import Testing

/// What CAFE adds to the reconstructed method: start without a probe, pacing, a penalty weight per affordable site, remembered
/// updates.
@Suite struct PacedCAFETests {
    static let gram = UtilityPolicyTests.gram

    static func cafe(
        drift: Double? = 0.1, penaltyWeight: CAFEPolicy.PenaltyWeight = .perAffordableSite(10), floor: Int = 0,
        queue: Double = 0
    ) -> CAFEPolicy {
        CAFEPolicy(
            utility: .facilityLocation, gradients: .updates, penaltyWeight: penaltyWeight, solver: .exact(),
            minimumSites: floor, initialQueue: queue, pacing: .remaining, memoryDrift: drift)
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
    }

    @Test func theFirstSlotSettlesThePenaltyWeight() throws {
        // Four grams a site on average; 8 g a round pay for two of them.
        let scenario = try HandMadeScenario.make(
            grams: [[3, 4, 2, 5, 6]] + [[Double]](repeating: [30, 40, 20, 50, 60], count: 9), budget: .grams(80))
        var policy = Self.cafe()
        for round in [0, 1] {
            let slot = Slot(
                round, of: scenario, history: Self.everybodyTrained(in: 0), oracle: ScriptedOracle(gram: Self.gram))
            _ = try policy.select(in: slot)
            #expect(abs((policy.memory.penaltyWeight ?? 0) - 20) < 1e-12)
        }
        var fixed = Self.cafe(penaltyWeight: .fixed(3))
        _ = try fixed.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(gram: Self.gram)))
        #expect(fixed.memory.penaltyWeight == 3)
    }

    @Test func whereCarbonIsFreeAnyPenaltyWeightWillDo() throws {
        let scenario = try HandMadeScenario.make(
            grams: [[Double]](repeating: [0, 0, 0, 0, 0], count: 10), budget: .grams(80))
        var policy = Self.cafe()
        let slot = Slot(1, of: scenario, history: Self.everybodyTrained(in: 0), oracle: ScriptedOracle(gram: Self.gram))
        #expect(try !policy.select(in: slot).sites.isEmpty)
        #expect(policy.memory.penaltyWeight == 10)
    }

    @Test func aRoundSpendsNoMoreThanItsCap() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        for budget in [15.0, 40, 100, 200] {
            let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(budget))
            for spent in [0.0, 10] {
                let cap = max((budget - spent) / 6, budget / 2 - spent)
                for (floor, least) in [(0, 0), (1, 1), (2, 2), (3, 3), (9, 5)] {
                    for weight in [0, 1e6] {
                        var policy = Self.cafe(penaltyWeight: .fixed(weight), floor: floor)
                        let slot = Slot(
                            4, of: scenario, spentGrams: spent, history: Self.everybodyTrained(in: 0),
                            oracle: ScriptedOracle(gram: Self.gram))
                        let sites = try policy.select(in: slot).sites
                        #expect(sites.reduce(0) { $0 + slot.footprints[$1] } <= cap + 1e-9)
                        // The floor holds as far as its cheapest sites (2, 3, 4, 5, 6 g) fit the cap.
                        let fits = (0...5).last { [0.0, 2, 5, 9, 14, 20][$0] <= cap } ?? 0
                        #expect(sites.count >= min(least, fits), "\(budget), \(spent), \(floor): \(sites)")
                    }
                }
            }
        }
    }

    /// A site that has never trained and does not fit leaves the round to those that are known.
    @Test func anUnknownSiteThatDoesNotFitStopsNobody() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 900], count: 10)
        let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(100))
        var history = ParticipationHistory(sites: 5)
        let loss = SiteLoss(samples: 1, mean: 1, meanSquare: 1)
        history.record(round: 0, sites: [0, 1, 2, 3], losses: [SiteLoss](repeating: loss, count: 4))
        for hardBudget in [true, false] {
            var policy = Self.cafe()
            let sites = try policy.select(
                in: Slot(
                    3, of: scenario, spentGrams: 20, history: history, oracle: ScriptedOracle(gram: Self.gram),
                    hardBudget: hardBudget)
            ).sites
            #expect(!sites.isEmpty && !sites.contains(4))
        }
    }

    /// Grams that are left after the last round are worth nothing: it takes whoever adds utility and fits.
    @Test func theLastRoundSpendsWhatIsLeft() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 10)
        let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(100))
        for (round, count) in [(8, 0), (9, 5)] {
            var policy = Self.cafe(penaltyWeight: .fixed(1e-3), queue: 50)
            let slot = Slot(
                round, of: scenario, spentGrams: 70, history: Self.everybodyTrained(in: 0),
                oracle: ScriptedOracle(gram: Self.gram))
            #expect(try policy.select(in: slot).sites.count == count)
        }
    }

    /// Several penalty weights: each holds for its phase of the run.
    @Test func aPhaseHasItsOwnPenaltyWeight() throws {
        let rows = [[Double]](repeating: [3, 4, 2, 5, 6], count: 7)
        let scenario = try HandMadeScenario.make(grams: rows, budget: .grams(35))
        func sites(_ policy: CAFEPolicy, _ round: Int) throws -> [Int] {
            var policy = policy
            return try policy.select(in: Slot(round, of: scenario, oracle: ScriptedOracle(gram: Self.gram))).sites
        }
        func cafe(_ weights: [Double]) -> CAFEPolicy {
            CAFEPolicy(
                utility: .facilityLocation, gradients: .exact, penaltyWeight: .phases(weights), solver: .exhaustive,
                initialQueue: 0.5)
        }
        // ⌊3t/7⌋: rounds 0 to 2, 3 and 4, 5 and 6.
        for (round, weight) in [0.0, 0, 0, 1, 1, 20, 20].enumerated() {
            #expect(try sites(cafe([0, 1, 20]), round) == sites(cafe([weight]), round))
        }
        #expect(try sites(cafe([0, 1, 20]), 0).isEmpty && !sites(cafe([0, 1, 20]), 6).isEmpty)
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
        let simulation = task.simulation(Self.cafe(), aggregation: RememberedAggregation())
        let reports = try simulation.run()
        #expect(simulation.ledger.totalGrams <= task.scenario.budgetGrams)
        #expect(reports.allSatisfy { $0.sites.allSatisfy { $0.footprint.probeGrams == 0 } })
        #expect(reports.contains { $0.selectedCount > 0 })
    }
}
