import CarbonAccounting
import FederatedEngine
import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// Rules that look at gradients: myopic, static best, DivFL, and CAFE's limits.
@Suite struct UtilityPolicyTests {
    /// Two pairs of like gradients and one of its own.
    static let gradients: [[Double]] = [[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0.1], [-1, -1, 1]]
    static let gram = gramMatrix(of: gradients)

    static func scenario(_ grams: [[Double]], budget: Double) throws -> Scenario {
        try HandMadeScenario.make(grams: grams, budget: .grams(budget))
    }

    static func bestByHand(_ kind: UtilityKind, costs: [Double], budget: Double) throws -> Double {
        let utility = try SiteUtility(kind, gram: gram, shares: [Double](repeating: 0.2, count: 5))
        return (1..<32).map { mask in (0..<5).filter { mask >> $0 & 1 == 1 } }
            .filter { $0.reduce(0) { $0 + costs[$1] } <= budget }.map { utility.value(of: $0) }.max() ?? 0
    }

    @Test(arguments: [UtilityKind.facilityLocation, .kCenter, .gradientMatching(), .expectedDescent(curvature: 1.5)])
    func myopicIsTheBestThatTheAllowanceAffords(kind: UtilityKind) throws {
        let costs: [Double] = [3, 4, 2, 5, 6]
        for budget in [1.0, 2, 5, 9, 13, 20] {
            let scenario = try Self.scenario([costs, costs], budget: 2 * budget)
            let oracle = ScriptedOracle(gram: Self.gram)
            var policy = MyopicPolicy(utility: kind)
            let selection = try policy.select(in: Slot(0, of: scenario, oracle: oracle))
            #expect(oracle.gradientRequests == [.stale])
            #expect(selection.sites.reduce(0) { $0 + costs[$1] } <= budget)
            let value = selection.utility.map { $0.value(of: selection.sites) } ?? 0
            #expect(abs(value - (try Self.bestByHand(kind, costs: costs, budget: budget))) < 1e-12)
            // What the first slot saves the second may spend.
            let carried = try policy.select(in: Slot(1, of: scenario, oracle: oracle))
            let carriedValue = carried.utility.map { $0.value(of: carried.sites) } ?? 0
            #expect(abs(carriedValue - (try Self.bestByHand(kind, costs: costs, budget: 2 * budget))) < 1e-12)
        }
    }

    @Test func myopicWithoutItsProbeTakesNobody() throws {
        var policy = MyopicPolicy(utility: .facilityLocation, gradients: .exact)
        #expect(try policy.select(in: Slot(0, of: Self.scenario([[1, 1]], budget: 9))).sites.isEmpty)
    }

    @Test func budgetedGreedyBeyondEnumerationKeepsItsGuarantee() throws {
        var rng = RandomStream(seed: 5, "instances")
        for _ in 0..<40 {
            let n = 12
            let points = (0..<n).map { _ in (0..<3).map { _ in rng.normal() } }
            let costs = (0..<n).map { _ in 0.1 + rng.uniform() }
            let shares = (0..<n).map { _ in rng.uniform() }
            let budget = 0.2 + 3 * rng.uniform()
            for kind in [UtilityKind.facilityLocation, .expectedDescent(curvature: 1.5)] {
                let utility = try SiteUtility(kind, gram: gramMatrix(of: points), shares: shares)
                let found = budgetedSelection(
                    from: Array(0..<n), costs: costs, budget: budget, maximizing: utility)
                #expect(found.reduce(0) { $0 + costs[$1] } <= budget + 1e-12 && !found.isEmpty)
                var best = 0.0
                for mask in 1..<(1 << n) {
                    let sites = (0..<n).filter { mask >> $0 & 1 == 1 }
                    guard sites.reduce(0, { $0 + costs[$1] }) <= budget else { continue }
                    best = max(best, utility.value(of: sites))
                }
                if kind == .facilityLocation { #expect(utility.value(of: found) >= 0.316 * best) }
                #expect(utility.value(of: found) <= best + 1e-12 || best == 0)
            }
        }
        let utility = try SiteUtility(.facilityLocation, gram: Self.gram, shares: [1, 1, 1, 1, 1])
        #expect(budgetedSelection(from: [], costs: [1, 1, 1, 1, 1], budget: 9, maximizing: utility) == [])
        #expect(budgetedSelection(from: [1], costs: [1, 2, 1, 1, 1], budget: 1, maximizing: utility) == [])
        #expect(budgetedSelection(from: [1, 4], costs: [1, 0, 1, 1, 0], budget: 0, maximizing: utility) == [1, 4])
    }

    @Test func staticBestChoosesOnceForTheWholeHorizon() throws {
        // Site 4 is cheap at first and dear later: over the horizon it does not fit.
        let scenario = try Self.scenario([[1, 2, 1, 2, 1], [1, 2, 1, 2, 9]], budget: 6)
        let oracle = ScriptedOracle(gram: Self.gram)
        var policy = StaticBestPolicy(utility: .facilityLocation)
        let first = try policy.select(in: Slot(0, of: scenario, oracle: oracle)).sites
        let utility = try SiteUtility(.facilityLocation, gram: Self.gram, shares: [1, 1, 1, 1, 1])
        let best = try Self.bestByHand(.facilityLocation, costs: [2, 4, 2, 4, 10], budget: 6)
        #expect(abs(utility.value(of: first) - best) < 1e-12 && !first.contains(4))
        oracle.gram = gramMatrix(of: [[0, 0, 9], [1, 0, 0], [5, 5, 5], [0, 1, 0], [0, 0, 1]])
        #expect(try policy.select(in: Slot(1, of: scenario, oracle: oracle)).sites == first)
        #expect(oracle.gradientRequests == [.exact])
        var rich = StaticBestPolicy(utility: .facilityLocation)
        let everything = try Self.scenario([[1, 1, 1, 1, 1]], budget: 99)
        #expect(
            try rich.select(in: Slot(0, of: everything, oracle: ScriptedOracle(gram: Self.gram))).sites.count == 5)
    }

    /// Greedy on Σ_j min d_ij, by hand, whatever the sites hold; one site is the medoid, and as many as there are is everybody.
    @Test func divFLIsGreedyFacilityLocation() throws {
        let points: [[Double]] = [[0, 0], [1, 0], [4, 0], [4, 3], [9, 9]]
        let examples = [5, 1, 2, 3, 1]
        let scenario = try HandMadeScenario.make(grams: [[1, 1, 1, 1, 1]], examples: examples, budget: .grams(99))
        func cost(_ sites: [Int]) -> Double {
            points.indices.reduce(0) { sum, j in
                let nearest = sites.map { i in
                    zip(points[i], points[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                }
                return sum + (nearest.min() ?? 0)
            }
        }
        var byHand: [Int] = []
        for k in 1...5 {
            let rest = (0..<5).filter { !byHand.contains($0) }
            byHand.append(try #require(rest.min { cost(byHand + [$0]) < cost(byHand + [$1]) }))
            var policy = DiverseClientsPolicy(count: .fixed(k))
            let oracle = ScriptedOracle(gram: gramMatrix(of: points))
            #expect(try policy.select(in: Slot(0, of: scenario, oracle: oracle)).sites == byHand)
        }
        var unaffordable = DiverseClientsPolicy(count: .fixed(2))
        #expect(try unaffordable.select(in: Slot(0, of: scenario)).sites.isEmpty)
    }

    @Test func divFLPicksOneOfEachKind() throws {
        let scenario = try Self.scenario([[9, 1, 9, 1, 9]], budget: 99)
        var policy = DiverseClientsPolicy(count: .fixed(3))
        let selection = try policy.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(gram: Self.gram)))
        #expect(selection.sites.count == 3 && selection.sites.contains(4))
        #expect(selection.sites.contains { $0 < 2 } && selection.sites.contains { $0 == 2 || $0 == 3 })
        let weights = try #require(selection.utility).weights(of: selection.sites)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    }

    static func cafe(
        _ kind: UtilityKind = .facilityLocation, penaltyWeight: Double, queue: Double = 0, minimumSites: Int = 0
    ) -> CAFEPolicy {
        CAFEPolicy(
            utility: kind, gradients: .exact, penaltyWeight: .fixed(penaltyWeight), solver: .exhaustive,
            minimumSites: minimumSites, initialQueue: queue)
    }

    @Test func withoutPenaltyWeightNobodyIsWorthItsCarbon() throws {
        let scenario = try Self.scenario([[3, 4, 2, 5, 6]], budget: 5)
        let slot = Slot(0, of: scenario, oracle: ScriptedOracle(gram: Self.gram))
        var free = Self.cafe(penaltyWeight: 0, queue: 1)
        #expect(try free.select(in: slot).sites == [])
        var floored = Self.cafe(penaltyWeight: 0, queue: 1, minimumSites: 1)
        #expect(try floored.select(in: slot).sites == [2])
        var two = Self.cafe(penaltyWeight: 0, queue: 1, minimumSites: 2)
        #expect(try two.select(in: slot).sites == [0, 2])
    }

    @Test func withoutAQueueEverybodyWhoAddsUtilityTakesPart() throws {
        let scenario = try Self.scenario([[3, 4, 2, 5, 6]], budget: 5)
        var policy = Self.cafe(penaltyWeight: 1)
        #expect(
            try policy.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(gram: Self.gram))).sites
                == [0, 1, 2, 3, 4])
        // Sites 0 and 1 alike, 2 and 3 alike: one of each adds all there is.
        let alike = gramMatrix(of: [[1, 0], [1, 0], [0, 1], [0, 1], [3, 3]])
        #expect(try policy.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(gram: alike))).sites.count == 3)
    }

    @Test func whereAllGradientsAreEqualTheCheapestStandsForAll() throws {
        let scenario = try Self.scenario([[3, 4, 2, 5, 6]], budget: 5)
        let equal = gramMatrix(of: [[Double]](repeating: [1, 2], count: 5))
        var policy = Self.cafe(penaltyWeight: 10, queue: 1)
        let selection = try policy.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(gram: equal)))
        #expect(selection.sites == [2])
        #expect(selection.utility?.value(of: [2]) == 1)
    }

    @Test func aLargerQueueNeverChoosesDearerSets() throws {
        let costs: [Double] = [3, 4, 2, 5, 6]
        let scenario = try Self.scenario([costs], budget: 5)
        let slot = Slot(0, of: scenario, oracle: ScriptedOracle(gram: Self.gram))
        var grams: [Double] = []
        for queue in stride(from: 0.0, through: 2, by: 0.05) {
            var policy = Self.cafe(penaltyWeight: 1, queue: queue)
            grams.append(try policy.select(in: slot).sites.reduce(0) { $0 + costs[$1] })
        }
        #expect(grams.first == 20 && grams.last == 0)
        #expect(zip(grams, grams.dropFirst()).allSatisfy { $0 >= $1 })
    }
}
