import CarbonAccounting
import FederatedEngine
import Reproducibility
import TestSupport
import Testing

/// Rules without learning: full, random-k, budgeted random, round robin, lowest intensity, threshold.
@Suite struct SimplePolicyTests {
    static func grams(_ rows: [[Double]], budget: Double, availability: [SiteAvailability]? = nil) throws -> Scenario {
        try HandMadeScenario.make(grams: rows, availability: availability, budget: .grams(budget))
    }

    @Test func randomTakesKUniformlyAndKnowsItsProbabilities() throws {
        let scenario = try Self.grams([[1, 1, 1, 1]], budget: 4)
        var taken = [Int](repeating: 0, count: 4)
        for seed in 0..<4000 {
            var policy = RandomPolicy(count: .fixed(2))
            let selection = policy.select(in: Slot(0, of: scenario, seed: UInt64(seed)))
            #expect(Set(selection.sites).count == 2)
            #expect(selection.inclusionProbabilities == [0.5, 0.5, 0.5, 0.5])
            for site in selection.sites { taken[site] += 1 }
        }
        // 2000 ± 4 standard deviations of a binomial with p = 1/2
        #expect(taken.allSatisfy { abs($0 - 2000) < 127 }, "\(taken)")
        var everybody = RandomPolicy(count: .fixed(9))
        #expect(everybody.select(in: Slot(0, of: scenario)).sites.sorted() == [0, 1, 2, 3])
    }

    @Test func affordableCountAlternatesAroundWhatTheAllowancePays() throws {
        // 6 g a round at 4 g a site: room for 1.5, 1, 1.5, …
        let rows = [[Double]](repeating: [2, 6, 3, 5], count: 6)
        let scenario = try Self.grams(rows, budget: 36)
        func count(_ round: Int, spent: Double, history: ParticipationHistory? = nil) -> Int {
            SiteCount.affordable.value(in: Slot(round, of: scenario, spentGrams: spent, history: history))
        }
        #expect(count(0, spent: 0) == 2 && count(1, spent: 8) == 1 && count(2, spent: 12) == 2)
        #expect(count(3, spent: 24) == 0 && count(3, spent: 22) == 1 && count(4, spent: 2) == 4)
        // The last round takes what is left: room for 0.25 is 1.
        #expect(count(5, spent: 35) == 1 && count(5, spent: 36) == 0)
        // A rule whose sites cost half the mean has room for twice as many.
        var thrifty = ParticipationHistory(sites: 4)
        thrifty.recordCost(grams: 4, sites: 2, meanFootprint: 4)
        #expect(thrifty.relativeCost == 0.5 && count(1, spent: 4, history: thrifty) == 4)
        #expect(SiteCount.fixed(3).value(in: Slot(0, of: scenario)) == 3)
        #expect(SiteCount.fixed(9).value(in: Slot(0, of: scenario)) == 4)
        let free = try Self.grams([[0, 0, 0]], budget: 0)
        #expect(SiteCount.affordable.value(in: Slot(0, of: free)) == 3)
    }

    @Test func affordableCountIsOfTheSitesThatAreThere() throws {
        let away = SiteAvailability([.daily(fromSecondOfDay: 7200, toSecondOfDay: 0)])
        let scenario = try Self.grams(
            [[2, 6, 8, 8], [2, 6, 8, 8]], budget: 12, availability: [.always, .always, away, away])
        // 6 g over a mean of 4 g, of the two that are there.
        #expect(SiteCount.affordable.value(in: Slot(0, of: scenario)) == 2)
    }

    /// Full participation is all or nothing, and once it is over it stays so.
    @Test func fullParticipationStopsWhereItCannotBeFull() throws {
        let scenario = try Self.grams([[5, 3], [5, 3], [5, 9], [1, 1]], budget: 20)
        var policy = FullParticipationPolicy()
        func sites(_ round: Int, spent: Double) -> [Int] {
            policy.select(in: Slot(round, of: scenario, spentGrams: spent, hardBudget: true)).sites
        }
        #expect(sites(0, spent: 0) == [0, 1] && sites(1, spent: 8) == [0, 1])
        #expect(sites(2, spent: 16).isEmpty && sites(3, spent: 16).isEmpty)
    }

    @Test func whoCostsMoreThanWhatIsLeftIsOutOfReach() throws {
        let scenario = try Self.grams([[5, 3, 2, 9]], budget: 10)
        let hard = Slot(0, of: scenario, spentGrams: 6, hardBudget: true)
        #expect(hard.available == [1, 2] && hard.present == [0, 1, 2, 3] && hard.meanFootprint == 2.5)
        #expect(Slot(0, of: scenario, spentGrams: 6).available == [0, 1, 2, 3])
        var turn = RoundRobinPolicy(count: .fixed(1))
        #expect(turn.select(in: hard).sites == [1])
    }

    @Test func whatDoesNotFitIsDroppedByTheRulesOwnOrder() throws {
        let slot = Slot(0, of: try Self.grams([[5, 3, 2, 9]], budget: 8), hardBudget: true)
        func kept(_ order: [Int]) -> [Int] { Selection(order).fitted(in: slot).sites }
        #expect(kept([3, 0, 1, 2]) == [0, 1] && kept([2, 3, 1, 0]) == [2, 1])
        #expect(kept([1, 0]) == [1, 0] && kept([3]) == [] && kept([]) == [])
    }

    /// The short cuts of `Slot.fitting` against asking for one site after the other.
    @Test func whatFitsIsWhatFitsOneByOne() throws {
        var rng = RandomStream(seed: 5, "fitting")
        for count in [1, 2, 9, 60] {
            let grams = (0..<count).map { _ in Double(rng.next() % 8) }
            for budget in [0, 3, 10.0 * Double(count) / 9, 8 * Double(count)] {
                let slot = Slot(0, of: try Self.grams([grams], budget: budget), hardBudget: true)
                var order = Array(0..<count)
                order.shuffle(using: &rng)
                var expected: [Int] = []
                for site in order where slot.fits(expected + [site]) { expected.append(site) }
                #expect(slot.fitting(order) == expected, "\(count) sites, \(budget) g")
            }
        }
    }

    @Test func budgetedRandomFillsTheAllowanceAndPassesOverWhatDoesNotFit() throws {
        let scenario = try Self.grams([[5, 3, 2, 9], [5, 3, 2, 9]], budget: 20)  // 10 g a slot
        var sets: Set<[Int]> = []
        for seed in 0..<200 {
            var policy = BudgetedRandomPolicy()
            let sites = policy.select(in: Slot(0, of: scenario, seed: UInt64(seed))).sites
            let spent = sites.reduce(0) { $0 + [5.0, 3, 2, 9][$1] }
            #expect(spent <= 10)
            #expect([0, 1, 2, 3].allSatisfy { sites.contains($0) || spent + [5.0, 3, 2, 9][$0] > 10 })
            sets.insert(sites.sorted())
        }
        #expect(sets == [[0, 1, 2], [3]])
        var policy = BudgetedRandomPolicy()
        // The second slot has 10 g of its own and the 4 g that the first left.
        #expect(
            (0..<50).contains { seed in
                policy.select(in: Slot(1, of: scenario, spentGrams: 6, seed: UInt64(seed))).sites.sorted() == [0, 3]
            })
        #expect(policy.select(in: Slot(1, of: scenario, spentGrams: 19)).sites.isEmpty)
        let plenty = try Self.grams([[5, 3, 2, 9]], budget: 1000)
        #expect(policy.select(in: Slot(0, of: plenty)).sites.sorted() == [0, 1, 2, 3])
    }

    @Test func roundRobinGoesOnAfterTheLastThatTrained() throws {
        let night = SiteAvailability([.daily(fromSecondOfDay: 0, toSecondOfDay: 3600)])
        let scenario = try Self.grams(
            [[Double]](repeating: [1, 1, 1, 1, 1], count: 4), budget: 99,
            availability: [.always, .always, night, .always, .always])
        var policy = RoundRobinPolicy(count: .fixed(2))
        func turn(_ round: Int, trained: [Int]? = nil) -> [Int] {
            let sites = policy.select(in: Slot(round, of: scenario)).sites
            let kept = trained ?? sites.sorted()
            policy.observe(
                RoundOutcome(
                    sites: kept, totalGrams: 0, allowanceGrams: 1))
            return sites
        }
        #expect(turn(0) == [0, 1])
        #expect(turn(1) == [3, 4])  // site 2 is away
        #expect(turn(2, trained: [0]) == [0, 1])  // the budget dropped site 1, whose turn it stays
        #expect(turn(3, trained: []) == [1, 3])
        #expect(turn(3) == [1, 3])
        #expect(turn(3) == [4, 0])
        #expect(turn(3) == [1, 3])
        var all = RoundRobinPolicy(count: .fixed(9))
        #expect(all.select(in: Slot(0, of: scenario)).sites == [0, 1, 2, 3, 4])
    }

    @Test func lowestIntensityStopsAtTheFirstThatDoesNotFit() throws {
        let scenario = try Self.grams([[5, 3, 2, 9], [5, 3, 3, 1]], budget: 14)
        var policy = LowestIntensityPolicy()
        #expect(policy.select(in: Slot(0, of: scenario)).sites == [2, 1])
        #expect(policy.select(in: Slot(1, of: scenario, spentGrams: 5)).sites == [3, 1, 2])
        #expect(policy.select(in: Slot(1, of: scenario, spentGrams: 14)).sites == [])
    }

    @Test func thresholdLooksBackBeforeTheRunAndNoFurtherThanTheTrace() throws {
        let scenario = try HandMadeScenario.make(
            grams: [[3, 30], [1, 40]], before: [[1, 10], [2, 20]], budget: .grams(1))
        let slot = Slot(1, of: scenario)
        func trailing(_ site: Int, rounds: Int) throws -> [Double] {
            try slot.trailingIntensities(rounds: rounds).map { $0[site] }
        }
        #expect(try trailing(0, rounds: 3) == [1, 3, 2])
        #expect(try trailing(1, rounds: 99) == [40, 30, 20, 10])
        #expect(try trailing(1, rounds: 1) == [40])
        func chosen(_ quantile: Double, _ window: Int, _ round: Int) throws -> [Int] {
            var policy = ThresholdPolicy(quantile: quantile, windowRounds: window)
            return try policy.select(in: Slot(round, of: scenario)).sites
        }
        #expect(try chosen(0.5, 4, 1) == [0])  // medians 1.5 and 25
        #expect(try chosen(1, 4, 1) == [0, 1])
        #expect(try chosen(0, 4, 0) == [])  // minima 1 and 10
        #expect(try chosen(0, 4, 1) == [0])
        #expect(try chosen(0, 1, 0) == [0, 1])
    }

    @Test func sitesAreThereOnlyInsideTheirWindows() throws {
        let late = SiteAvailability([.daily(fromSecondOfDay: 3600, toSecondOfDay: 0)])
        let scenario = try Self.grams([[1, 2], [1, 2]], budget: 99, availability: [late, .always])
        #expect(scenario.availableSites(in: 0) == [1] && scenario.availableSites(in: 1) == [0, 1])
        #expect(scenario.fullParticipationGrams == 5)
        var policy = FullParticipationPolicy()
        #expect(policy.select(in: Slot(0, of: scenario)).sites == [1])
    }

    @Test func theAllowanceIsTakenInOrder() throws {
        // H/T is 10, 6 are spent: of the second slot's 14, sites 2 (9) and 0 (5) fit, or 2 and what comes after.
        let scenario = try HandMadeScenario.make(grams: [[5, 6, 9], [5, 6, 9]], budget: .grams(20))
        let slot = Slot(1, of: scenario, spentGrams: 6)
        #expect(slot.affordable(in: [2, 1, 0]) == [2, 0])
        #expect(slot.affordable(in: [2, 1, 0], passesOver: false) == [2])
        #expect(slot.affordable(in: [2, 1, 0], limit: 1) == [2])
        #expect(slot.affordable(in: [0, 1, 2], within: 11) == [0, 1] && slot.affordable(in: [0], within: 4) == [])
    }
}
