import CarbonAccounting
import FederatedEngine
import Reproducibility
import SiteSelection
import TestSupport
import Testing

@Suite struct AggregationTests {
    static func utility(_ kind: UtilityKind, _ gradients: [[Double]]) throws -> SiteUtility {
        try SiteUtility(kind, gram: gramMatrix(of: gradients), shares: [0.1, 0.2, 0.3, 0.4])
    }

    static let shares = [0.1, 0.2, 0.3, 0.4]
    /// The update of every site in this round, and what each sent before.
    static let updates: [[Float]] = [[1, 10], [-2, 20], [3, -30], [-4, 40]]
    static let earlier: [[Float]] = [[5, 0], [0, 6], [7, 7], [-8, 1]]

    /// The aggregated update and the weights of `sites` in round 5; the others trained in the rounds of `last`.
    static func aggregate(
        _ aggregation: any Aggregation, _ sites: [Int], utility: SiteUtility? = nil, probabilities: [Double]? = nil,
        last: [Int?] = [4, 3, nil, 1]
    ) -> (sum: [Float], weights: [Double]) {
        var aggregation = aggregation
        var sum: [Float] = [0, 0]
        let weights = aggregation.aggregate(
            AggregationRound(
                round: 5, sites: sites,
                updates: sites.map {
                    SiteUpdate(
                        change: updates[$0], steps: 1, loss: SiteLoss(samples: 1, mean: 0, meanSquare: 0))
                }, shares: shares, lastRounds: last, utility: utility, inclusionProbabilities: probabilities,
                remembered: RememberedUpdates(updates: earlier.flatMap { $0 }, sites: 4)), into: &sum)
        return (sum, weights)
    }

    static func combination(_ weights: [Double], _ rows: [[Float]]) -> [Double] {
        (0..<2).map { k in zip(weights, rows).reduce(0) { $0 + $1.0 * Double($1.1[k]) } }
    }

    static func near(_ a: [Float], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs(Double($0) - $1) < 1e-5 } }
    static func near(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 } }

    @Test func dataSizeIsEachSitesShareOfTheSelected() {
        let (sum, weights) = Self.aggregate(DataSizeAggregation(), [1, 3])
        #expect(Self.near(weights, [1.0 / 3, 2.0 / 3]))
        #expect(Self.near(sum, Self.combination([0, 1.0 / 3, 0, 2.0 / 3], Self.updates)))
    }

    @Test func uniformIsThePlainMean() {
        let (sum, weights) = Self.aggregate(UniformAggregation(), [0, 2, 3])
        #expect(Self.near(weights, [1.0 / 3, 1.0 / 3, 1.0 / 3]) && Self.near(sum, [0, 20.0 / 3]))
    }

    @Test func coresetGivesEachSiteTheDataThatItStandsFor() throws {
        // Sites 0 and 1 lie together, and 2 and 3: 1 stands for 0.1 + 0.2, 2 for 0.3 + 0.4.
        let utility = try Self.utility(.facilityLocation, [[0, 1], [0, 1.1], [5, 0], [5, 0.1]])
        #expect(Self.near(Self.aggregate(CoresetAggregation(), [1, 2], utility: utility).weights, [0.3, 0.7]))
        // Each stands for itself.
        #expect(Self.near(Self.aggregate(CoresetAggregation(), [0, 1, 2, 3], utility: utility).weights, Self.shares))
    }

    @Test func aMatchOfNothingAndARoundWithoutUtilityFallBackOnData() throws {
        // Site 0 points away from the mean gradient: its best nonnegative weight is 0.
        let utility = try Self.utility(.gradientMatching(), [[-1, 0], [1, 0], [1, 0], [1, 0]])
        #expect(utility.weights(of: [0]) == [0])
        #expect(Self.aggregate(CoresetAggregation(), [0], utility: utility).weights == [1])
        #expect(Self.near(Self.aggregate(CoresetAggregation(), [1, 3]).weights, [1.0 / 3, 2.0 / 3]))
    }

    @Test func unbiasedWeightsHaveTheFullSumAsTheirMean() {
        // E Σ_{i∈S} (p_i/π_i) x_i = Σ_j p_j x_j over independent draws with known probabilities
        let (shares, probabilities, values) = ([0.1, 0.2, 0.3, 0.4], [0.9, 0.5, 0.25, 0.6], [1.0, -2, 3, 5])
        var rng = RandomStream(seed: 1, "draws")
        var sum = 0.0
        let draws = 40_000
        for _ in 0..<draws {
            let sites = shares.indices.filter { rng.uniform() < probabilities[$0] }
            guard !sites.isEmpty else { continue }
            let weights = Self.aggregate(UnbiasedAggregation(), sites, probabilities: probabilities).weights
            sum += zip(sites, weights).reduce(0) { $0 + $1.1 * values[$1.0] }
        }
        let full = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
        // Variance Σ p²x²(1/π − 1) = 5.2; four standard deviations of the mean are 0.046.
        #expect(abs(sum / Double(draws) - full) < 0.046)
    }

    /// Written out from the formula: round 5, sites 0 and 2 train, 1 trained in round 3 and 3 in round 1.
    @Test(arguments: [0.9, 0.5, 1]) func rememberedUpdatesAgeAndSelectedOnesAreFresh(retention: Double) {
        let raw = [0.1, 0.2 * retention * retention, 0.3, 0.4 * retention * retention * retention * retention]
        let weights = raw.map { $0 / raw.reduce(0, +) }
        let rows = [Self.updates[0], Self.earlier[1], Self.updates[2], Self.earlier[3]]
        let (sum, own) = Self.aggregate(RememberedAggregation(retention: retention), [0, 2])
        #expect(Self.near(sum, Self.combination(weights, rows)) && Self.near(own, [weights[0], weights[2]]))
    }

    @Test func aSiteThatNeverTrainedHasNoPart() {
        // Site 2 never trained: of 1, 0.1·0.9 + 0.2 + 0.4·0.9⁴ remain.
        let raw = [0.1 * 0.9, 0.2, 0, 0.4 * 0.6561]
        let weights = raw.map { $0 / raw.reduce(0, +) }
        let rows = [Self.earlier[0], Self.updates[1], Self.earlier[2], Self.earlier[3]]
        #expect(Self.near(Self.aggregate(RememberedAggregation(), [1]).sum, Self.combination(weights, rows)))
    }

    /// Σ_j p_j y_j + Σ_S w_i (Δ_i − y_i), with y = 0 for a site that never trained.
    @Test func fedVARPCorrectsWhatIsRemembered() {
        let w = [0.25, 0, 0.75, 0]
        let all = Self.combination(Self.shares, Self.earlier)
        let new = Self.combination(w, Self.updates)
        let old = Self.combination(w, Self.earlier)
        let (sum, own) = Self.aggregate(VarianceReducedAggregation(), [0, 2])
        #expect(Self.near(sum, (0..<2).map { all[$0] + new[$0] - old[$0] }) && Self.near(own, [0.25, 0.75]))
        let full = Self.aggregate(VarianceReducedAggregation(), [0, 1, 2, 3]).sum
        #expect(Self.near(full, Self.combination(Self.shares, Self.updates)))
    }

    @Test func medianAndTrimmedMeanWorkOnEachCoordinate() {
        // Coordinates of sites 0, 1, 3: (1, −2, −4) and (10, 20, 40).
        #expect(Self.aggregate(CoordinateMedianAggregation(), [0, 1, 3]).sum == [-2, 20])
        // Of all four: (−4, −2, 1, 3) and (−30, 10, 20, 40), mean of the middle two.
        #expect(Self.aggregate(CoordinateMedianAggregation(), [0, 1, 2, 3]).sum == [-0.5, 15])
        #expect(Self.aggregate(TrimmedMeanAggregation(trim: 0.25), [0, 1, 2, 3]).sum == [-0.5, 15])
        #expect(Self.aggregate(TrimmedMeanAggregation(trim: 0.2), [0, 1, 2, 3]).sum == [-0.5, 10])
        #expect(Self.aggregate(CoordinateMedianAggregation(), [3]).sum == [-4, 40])
    }

    /// Two rounds by hand: what was sent in round 0 counts in round 1, aged and with its sign.
    @Test func aRunAddsWhatItRemembers() throws {
        let task = try TinyTask(rounds: 2, budget: .grams(1e9))
        let simulation = task.simulation(RoundRobinPolicy(count: .fixed(1)), aggregation: RememberedAggregation())
        let trainer = task.trainer()
        let start = simulation.parameters
        _ = try simulation.step()
        let middle = simulation.parameters
        _ = try simulation.step()
        let first = try trainer.train([0], isLone: true, round: 0, from: start, learningRate: 0.05, moments: [:])[0]
            .change
        let second = try trainer.train([1], isLone: true, round: 1, from: middle, learningRate: 0.05, moments: [:])[0]
            .change
        let shares = task.scenario.shares
        let (old, new) = (Float(shares[0] * 0.9), Float(shares[1]))
        for k in start.indices {
            #expect(abs(middle[k] - start[k] - first[k]) < 1e-6)
            #expect(abs(simulation.parameters[k] - middle[k] - (old * first[k] + new * second[k]) / (old + new)) < 1e-5)
        }
    }

    @Test func fullParticipationRemembersNothingThatIsNotFresh() throws {
        let task = try TinyTask(rounds: 4, budget: .grams(1e9))
        let plain = task.simulation(FullParticipationPolicy())
        _ = try plain.run()
        for aggregation in [RememberedAggregation(), RememberedAggregation(retention: 1)] {
            let remembering = task.simulation(FullParticipationPolicy(), aggregation: aggregation)
            _ = try remembering.run()
            #expect(zip(plain.parameters, remembering.parameters).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }
}
