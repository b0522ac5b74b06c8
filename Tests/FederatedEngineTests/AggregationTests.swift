import CarbonAccounting
import FederatedEngine
import Learning
import Reproducibility
import SiteSelection
import TestSupport
import Testing

@Suite struct AggregationTests {
    static func utility(_ kind: UtilityKind, _ gradients: [[Double]]) throws -> SiteUtility {
        try SiteUtility(kind, gram: gramMatrix(of: gradients), shares: [0.1, 0.2, 0.3, 0.4])
    }

    @Test func dataSizeIsEachSitesShareOfTheSelected() {
        let weights = Aggregation.dataSize.weights(of: Selection([1, 3]), shares: [0.1, 0.2, 0.3, 0.4])
        #expect(zip(weights, [1.0 / 3, 2.0 / 3]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(Aggregation.dataSize.weights(of: .nobody, shares: [1]) == [])
    }

    @Test func coresetGivesEachSiteTheDataThatItStandsFor() throws {
        // Sites 0 and 1 lie together, and 2 and 3: 1 stands for 0.1 + 0.2, 2 for 0.3 + 0.4.
        let utility = try Self.utility(.facilityLocation, [[0, 1], [0, 1.1], [5, 0], [5, 0.1]])
        let weights = Aggregation.coreset.weights(of: Selection([1, 2], utility: utility), shares: utility.shares)
        #expect(zip(weights, [0.3, 0.7]).allSatisfy { abs($0 - $1) < 1e-12 })
        // Everybody stands for itself.
        let all = Aggregation.coreset.weights(of: Selection([0, 1, 2, 3], utility: utility), shares: utility.shares)
        #expect(zip(all, utility.shares).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func aMatchOfNothingFallsBackOnData() throws {
        // Site 0 points away from the mean gradient: its best nonnegative weight is 0.
        let utility = try Self.utility(.gradientMatching(), [[-1, 0], [1, 0], [1, 0], [1, 0]])
        #expect(utility.weights(of: [0]) == [0])
        #expect(Aggregation.coreset.weights(of: Selection([0], utility: utility), shares: utility.shares) == [1])
    }

    @Test func unbiasedWeightsHaveTheFullSumAsTheirMean() {
        // E Σ_{i∈S} (p_i/π_i) x_i = Σ_j p_j x_j over independent draws with known probabilities
        let (shares, probabilities, values) = ([0.1, 0.2, 0.3, 0.4], [0.9, 0.5, 0.25, 0.6], [1.0, -2, 3, 5])
        var rng = RandomStream(seed: 1, "draws")
        var sum = 0.0
        let draws = 40_000
        for _ in 0..<draws {
            let sites = shares.indices.filter { rng.uniform() < probabilities[$0] }
            let selection = Selection(sites, inclusionProbabilities: probabilities)
            let weights = Aggregation.unbiased.weights(of: selection, shares: shares)
            sum += zip(sites, weights).reduce(0) { $0 + $1.1 * values[$1.0] }
        }
        let full = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
        // Variance Σ p²x²(1/π − 1) = 5.2; four standard deviations of the mean are 0.046.
        #expect(abs(sum / Double(draws) - full) < 0.046)
    }

    @Test func rememberedUpdatesAgeAndSelectedOnesAreFresh() throws {
        // A run with everybody in each round remembers nothing that is not fresh: FedAvg, to rounding.
        let task = try TinyTask(rounds: 4, budget: .grams(1e9))
        let (plain, remembering) = (
            task.simulation(FullParticipationPolicy()),
            task.simulation(FullParticipationPolicy(), aggregation: .memory)
        )
        _ = try (plain.run(), remembering.run())
        #expect(zip(plain.parameters, remembering.parameters).allSatisfy { abs($0 - $1) < 1e-5 })

        // One site a round: the others still count, with weights that sum to 1 with its own.
        let single = task.simulation(RoundRobinPolicy(count: .fixed(1)), aggregation: .memory)
        let weights = try single.run().map { $0.sites.reduce(0) { $0 + $1.weight } }
        #expect(abs(weights[0] - 1) < 1e-12 && weights[1] < 1 && weights[1] > 0)
    }
}
