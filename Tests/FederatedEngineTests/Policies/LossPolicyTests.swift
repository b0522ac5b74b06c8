import CarbonAccounting
import FederatedEngine
import Foundation
import TestSupport
import Testing

/// Rules that look at losses: Power-of-Choice, Oort and carbon-oort, FedZero-style, EcoLearn-style.
@Suite struct LossPolicyTests {
    static func scenario(
        _ grams: [Double], rounds: Int = 1, examples: [Int]? = nil, samplesPerSecond: [Double]? = nil,
        budget: Double = 99
    ) throws -> Scenario {
        try HandMadeScenario.make(
            grams: [[Double]](repeating: grams, count: rounds), examples: examples, samplesPerSecond: samplesPerSecond,
            budget: .grams(budget))
    }

    /// Sites with the given Stat took part in the given rounds, one sample each, so Stat is the root mean square.
    static func history(_ statistics: [Double?], lastRound: [Int] = []) -> ParticipationHistory {
        var history = ParticipationHistory(sites: statistics.count)
        for (site, value) in statistics.enumerated() {
            guard let value else { continue }
            history.record(
                round: lastRound.isEmpty ? 0 : lastRound[site], sites: [site],
                losses: [SiteLoss(samples: 1, mean: value, meanSquare: value * value)])
        }
        return history
    }

    @Test func statisticalUtilityCountsAllSamplesOfTheLastParticipation() {
        var history = ParticipationHistory(sites: 2)
        #expect(history.statisticalUtility(of: 0) == nil)
        // Losses 1, 1, 2, 2, 3, 3: 6·√(28/6)
        history.record(round: 3, sites: [1], losses: [SiteLoss(samples: 6, mean: 2, meanSquare: 28.0 / 6)])
        #expect(abs((history.statisticalUtility(of: 1) ?? 0) - 6 * (28.0 / 6).squareRoot()) < 1e-12)
    }

    // MARK: Power-of-Choice

    @Test func powerOfChoiceKeepsTheLargestLossesOfItsCandidates() throws {
        let scenario = try Self.scenario([1, 1, 1, 1, 1])
        let losses = [0.3, 0.9, 0.1, 0.9, 0.5]
        for seed in 0..<200 {
            let oracle = ScriptedOracle(losses: losses)
            var policy = PowerOfChoicePolicy(count: .fixed(2), candidates: 3)
            let sites = try policy.select(in: Slot(0, of: scenario, oracle: oracle, seed: UInt64(seed))).sites
            let candidates = try #require(oracle.lossRequests.first)
            #expect(candidates.count == 3 && oracle.lossRequests.count == 1)
            #expect(sites == Array(candidates.sorted { (-losses[$0], $0) < (-losses[$1], $1) }.prefix(2)))
        }
        var greedy = PowerOfChoicePolicy(count: .fixed(2), candidates: 5)
        #expect(try greedy.select(in: Slot(0, of: scenario, oracle: ScriptedOracle(losses: losses))).sites == [1, 3])
        // Where the losses are not affordable, the first candidates drawn take part.
        let blind = try greedy.select(in: Slot(0, of: scenario)).sites
        #expect(Set(blind).count == 2)
    }

    @Test func powerOfChoiceWithAsManyCandidatesAsSitesIsRandom() throws {
        let scenario = try Self.scenario([1, 1, 1], examples: [6, 3, 1])
        var taken = [0.0, 0, 0]
        for seed in 0..<4000 {
            let oracle = ScriptedOracle(losses: [1, 2, 3])
            var policy = PowerOfChoicePolicy(count: .fixed(1), candidates: 1)
            for site in try policy.select(in: Slot(0, of: scenario, oracle: oracle, seed: UInt64(seed))).sites {
                taken[site] += 1 / 4000
            }
            #expect(oracle.lossRequests.isEmpty)
        }
        #expect(zip(taken, [0.6, 0.3, 0.1]).allSatisfy { abs($0 - $1) < 0.032 }, "\(taken)")
    }

    @Test func powerOfChoiceDrawsCandidatesByTheirData() throws {
        let scenario = try Self.scenario([1, 1, 1, 1], examples: [70, 10, 10, 10])
        var drawn = [0.0, 0, 0, 0]
        for seed in 0..<4000 {
            let oracle = ScriptedOracle(losses: [1, 1, 1, 1])
            var policy = PowerOfChoicePolicy(count: .fixed(1), candidates: 2)
            _ = try policy.select(in: Slot(0, of: scenario, oracle: oracle, seed: UInt64(seed)))
            for site in oracle.lossRequests[0] { drawn[site] += 1 / 4000 }
        }
        // P(0 among two draws) = 0.7 + 0.3 · 0.7/0.9
        #expect(abs(drawn[0] - (0.7 + 0.3 * 0.7 / 0.9)) < 0.02, "\(drawn)")
    }

    // MARK: Oort

    @Test func oortTriesEverybodyBeforeItExploits() throws {
        let scenario = try Self.scenario([1, 1, 1, 1], rounds: 200)
        var policy = OortPolicy(count: .fixed(2), penalty: .duration)
        #expect(policy.select(in: Slot(0, of: scenario)).sites.count == 2)
        // ε = 0.9: ⌊0.2⌋ = 0 known sites as long as there are two fresh ones.
        let half = Self.history([5, 5, nil, nil])
        #expect(policy.select(in: Slot(1, of: scenario, history: half)).sites.sorted() == [2, 3])
        // ε = 0.2 in late rounds: ⌊1.6⌋ = 1 known site.
        let late = policy.select(in: Slot(150, of: scenario, history: half)).sites
        #expect(late.count == 2 && late[0] < 2 && late[1] >= 2)
        let one = Self.history([5, 5, 5, nil])
        #expect(policy.select(in: Slot(1, of: scenario, history: one)).sites.contains(3))
        let full = policy.select(in: Slot(1, of: scenario, history: Self.history([1, 2, 3, 4]))).sites
        #expect(Set(full).count == 2)
    }

    /// Relative frequencies of single draws over many seeds.
    static func frequencies(
        _ policy: OortPolicy, _ scenario: Scenario, round: Int, history: ParticipationHistory
    ) -> [Double] {
        var policy = policy
        var counts = [Double](repeating: 0, count: scenario.sites.count)
        for seed in 0..<4000 {
            for site in policy.select(in: Slot(round, of: scenario, history: history, seed: UInt64(seed))).sites {
                counts[site] += 1 / 4000
            }
        }
        return counts
    }

    @Test func oortDrawsByScoreAboveTheCutoff() throws {
        let scenario = try Self.scenario([1, 1, 1], rounds: 20)
        // Of r = 10, 9.9 and 5 the 95th percentile is the third of three, so nothing is clipped. R = 10, L = 10 for all.
        let history = Self.history([10, 9.9, 5], lastRound: [9, 9, 9])
        let stale = (0.1 * log(10.0) / 10).squareRoot()
        let range = 10 - 0.999 * 5
        let scores = [10.0, 9.9, 5].map { ($0 - 0.999 * 5) / range + stale }
        let cutoff = 0.95 * scores[0]
        #expect(scores[1] >= cutoff && scores[2] < cutoff)
        let found = Self.frequencies(
            OortPolicy(count: .fixed(1), penalty: .duration), scenario, round: 9, history: history)
        let sum = scores[0] + scores[1]
        #expect(abs(found[0] - scores[0] / sum) < 0.032 && abs(found[1] - scores[1] / sum) < 0.032, "\(found)")
        #expect(found[2] == 0)
    }

    /// In round 0, R = 1, the logarithm is 0: scores are (r − 0.999·9.99)/(10 − 0.999·9.99), 1 and 0.49975.
    @Test func oortScalesByTheLeastRewardButAThousandth() throws {
        let scenario = try Self.scenario([1, 1], rounds: 20)
        var first = 0.0
        for seed in 0..<4000 {
            var policy = OortPolicy(count: .fixed(2), penalty: .duration)
            let slot = Slot(0, of: scenario, history: Self.history([10, 9.99]), seed: UInt64(seed))
            first += policy.select(in: slot).sites[0] == 0 ? 1 / 4000 : 0
        }
        #expect(abs(first - 1 / 1.49975) < 0.032, "\(first)")
    }

    /// ε is decayed before it is used: 0.882 in the first round, so that of nine places ⌊1.06⌋ goes to a known site.
    @Test func oortDecaysItsExplorationFirst() throws {
        let scenario = try Self.scenario([Double](repeating: 1, count: 20), rounds: 20)
        var policy = OortPolicy(count: .fixed(9), penalty: .duration)
        let history = Self.history((0..<20).map { $0 < 10 ? 5 : nil })
        let sites = policy.select(in: Slot(0, of: scenario, history: history)).sites
        #expect(sites.count == 9 && sites.count { $0 < 10 } == 1)
    }

    @Test func oortsPacerWidensWhereLittleChangesAndNarrowsAfterALeap() throws {
        let scenario = try Self.scenario([1, 1], rounds: 99)
        func percentile(_ before: Double, _ now: Double, round: Int = 40, from start: Double = 30) -> Double {
            var policy = OortPolicy(count: .fixed(1), penalty: .duration)
            policy.memory.preferredPercentile = start
            policy.memory.exploitedRewards =
                [Double](repeating: before, count: 20) + [Double](repeating: now, count: 20)
            _ = policy.select(in: Slot(round, of: scenario, history: Self.history([1, 2])))
            return policy.memory.preferredPercentile
        }
        #expect(percentile(1, 1.05) == 35 && percentile(1, 0.95) == 35 && percentile(1, 1.05, from: 98) == 100)
        #expect(percentile(1, 7) == 25 && percentile(1, 7, from: 5) == 5)
        #expect(percentile(1, 2) == 30 && percentile(1, 1.05, round: 41) == 30)
    }

    @Test func oortPrefersWhoHasNotBeenHeardForLong() throws {
        let scenario = try Self.scenario([1, 1], rounds: 200)
        let history = Self.history([1, 1], lastRound: [0, 99])
        // Equal Stat scales to 1; √(0.1 ln 100 / 1) against √(0.1 ln 100 / 100): far below the cutoff.
        let found = Self.frequencies(
            OortPolicy(count: .fixed(1), penalty: .duration), scenario, round: 99, history: history)
        #expect(found == [1, 0] || abs(found[0] - 1) < 1e-9)
    }

    @Test func oortPenalizesSlowSitesAndCarbonOortDirtyOnes() throws {
        let history = Self.history([1, 1, 1], lastRound: [9, 9, 9])
        let slow = try Self.scenario([1, 1, 1], rounds: 20, samplesPerSecond: [1, 1, 0.1])
        let dirty = try Self.scenario([1, 1, 10], rounds: 20)
        func share(_ scenario: Scenario, _ penalty: OortPolicy.Penalty, _ exponent: Double) -> Double {
            Self.frequencies(
                OortPolicy(count: .fixed(1), penalty: penalty, exponent: exponent), scenario, round: 9,
                history: history)[2]
        }
        #expect(share(slow, .duration, 2) == 0 && share(dirty, .carbon, 2) == 0)
        // α = 0: nobody minds.
        #expect(abs(share(slow, .duration, 0) - 1 / 3) < 0.032 && abs(share(dirty, .carbon, 0) - 1 / 3) < 0.032)
        // The other's burden does not count.
        #expect(abs(share(dirty, .duration, 2) - 1 / 3) < 0.032 && abs(share(slow, .carbon, 2) - 1 / 3) < 0.032)
        // T̄ = 4: the mild penalty (4/4.4)^0.3 = 0.97 stays above the cutoff.
        let mild = try Self.scenario([3.6, 4, 4.4], rounds: 20)
        #expect(abs(share(mild, .carbon, 0.3) - 0.97 / 2.97) < 0.032)
    }

    // MARK: FedZero

    @Test func fedZeroTakesTheMostUsefulThatFit() throws {
        let scenario = try Self.scenario([4, 4, 4, 1], rounds: 2, budget: 16)
        var policy = FedZeroPolicy(count: .fixed(3), blockingQuantile: 0)
        // σ of r = 1, 5, 3 and |D| = 1 for the site never tried: 0, 1, 0.5, 0. After site 1 (4 g of 8) comes 2.
        let history = Self.history([1, 5, 3, nil])
        #expect(policy.select(in: Slot(0, of: scenario, history: history)).sites == [1, 2])
        #expect(policy.select(in: Slot(1, of: scenario, spentGrams: 4, history: history)).sites == [1, 2, 0])
        var one = FedZeroPolicy(count: .fixed(1))
        #expect(one.select(in: Slot(0, of: scenario, history: history)).sites == [1])
    }

    /// P of the last round is blocked as far as its σ goes, then every blocked site has its chance.
    @Test func fedZeroBlocksWhoJustTookPartAndReleasesByChance() throws {
        let scenario = try Self.scenario([1, 1, 1, 1], rounds: 9)
        var history = ParticipationHistory(sites: 4)
        for round in 0..<4 {
            history.record(round: round, sites: [0], losses: [SiteLoss(samples: 1, mean: 0, meanSquare: 0.01)])
        }
        history.record(round: 3, sites: [1], losses: [SiteLoss(samples: 2, mean: 1, meanSquare: 1)])
        history.record(round: 2, sites: [2], losses: [SiteLoss(samples: 1, mean: 0, meanSquare: 0.04)])
        // P = {0, 1}; p_0 = 4 over ω = 6/4 is released with 1/2.5, p_1 = 1 at once.
        func blockedShare(_ quantile: Double) -> [Double] {
            var blocked = [0.0, 0, 0, 0]
            for seed in 0..<4000 {
                var policy = FedZeroPolicy(count: .fixed(4), blockingQuantile: quantile)
                _ = policy.select(in: Slot(4, of: scenario, history: history, seed: UInt64(seed)))
                for site in 0..<4 where policy.memory.blocked[site] { blocked[site] += 1 / 4000 }
            }
            return blocked
        }
        for quantile in [0, 0.5, 1] {
            let found = blockedShare(quantile)
            #expect(abs(found[0] - 0.6) < 0.032 && found[1...] == [0, 0, 0], "\(found)")
        }
        // Twice as many participations of site 1: now it, too, can stay blocked, at a quantile of 1 alone.
        for round in 4..<8 {
            history.record(
                round: round, sites: [0, 1],
                losses: [
                    SiteLoss(samples: 1, mean: 0, meanSquare: 0.01), SiteLoss(samples: 2, mean: 1, meanSquare: 1),
                ])
        }
        func blocks(_ quantile: Double) -> Set<Int> {
            var blocked: Set<Int> = []
            for seed in 0..<200 {
                var policy = FedZeroPolicy(count: .fixed(4), blockingQuantile: quantile)
                _ = policy.select(in: Slot(8, of: scenario, history: history, seed: UInt64(seed)))
                blocked.formUnion((0..<4).filter { policy.memory.blocked[$0] })
            }
            return blocked
        }
        #expect(blocks(1) == [0, 1] && blocks(0.5) == [0] && blocks(0) == [0])
        // A round after nobody trained blocks nobody and releases nobody.
        var policy = FedZeroPolicy(count: .fixed(4))
        policy.memory.blocked = [true, false, false, true]
        _ = policy.select(
            in: Slot(5, of: try Self.scenario([1, 1, 1, 1], rounds: 9), history: Self.history([1, 1, 1, 1])))
        #expect(policy.memory.blocked == [true, false, false, true])
    }

    // MARK: EcoLearn

    @Test func ecoLearnWeighsWhatSitesTeachAgainstTheirCarbon() throws {
        let scenario = try Self.scenario([2, 1, 3], rounds: 1)
        let history = Self.history([4, 3, 5])
        func chosen(_ exponent: Double, _ history: ParticipationHistory) -> [Int] {
            var policy = EcoLearnPolicy(count: .fixed(3), carbonExponent: exponent, earlyExcess: 0)
            return policy.select(in: Slot(0, of: scenario, history: history)).sites
        }
        #expect(chosen(0, history) == [2, 0, 1])
        #expect(chosen(1, history) == [1, 0, 2])  // 4·2/2, 3·2/1, 5·2/3
        #expect(chosen(50, history) == [1, 0, 2])
        #expect(chosen(0, Self.history([4, nil, 5])) == [1, 2, 0])  // never tried counts as 5
    }

    @Test func ecoLearnTakesMoreSitesEarly() throws {
        let scenario = try Self.scenario([1, 1, 1, 1, 1, 1], rounds: 11)
        func sizes(_ excess: Double) -> [Int] {
            (0..<11).map {
                var policy = EcoLearnPolicy(count: .fixed(3), earlyExcess: excess)
                return policy.select(in: Slot($0, of: scenario)).sites.count
            }
        }
        #expect(sizes(0) == [Int](repeating: 3, count: 11))
        #expect(sizes(1) == [6, 5, 5, 4, 4, 3, 2, 2, 1, 1, 1])
    }
}
