import CarbonAccounting
import FederatedEngine
import TestSupport
import Testing

/// Rules that look ahead, and what a slot says about the future: Lowcarb, GreenFL-style.
@Suite struct ForecastPolicyTests {
    @Test func aForecastEndsWithTheTrace() throws {
        let scenario = try HandMadeScenario.make(
            grams: [[1], [2]], before: [[7]], after: [[3], [4]], budget: .grams(9))
        let first = Slot(0, of: scenario)
        #expect(first.roundsAheadOnTrace == 3 && Slot(1, of: scenario).roundsAheadOnTrace == 2)
        #expect(
            try (0...3).map { try first.forecastIntensity(site: 0, roundsAhead: $0, by: .perfect) } == [1, 2, 3, 4])
        #expect(try first.forecastIntensity(site: 0, roundsAhead: 3, by: .persistence) == 1)
        for model in [ForecastModel.perfect, .persistence, .sameHourYesterday] {
            let error = #expect(throws: TraceError.self) {
                try first.forecastIntensity(site: 0, roundsAhead: 4, by: model)
            }
            #expect(error?.description.contains("at most 3 rounds ahead of round 0") == true)
        }
    }

    @Test func aNoisyForecastIsTheSameWhenAskedAgainAndDiffersBySeed() throws {
        let scenario = try HandMadeScenario.make(grams: [[10]], after: [[20], [30]], budget: .grams(9))
        let model = ForecastModel.noisy(relativeStandardDeviation: 0.3, autocorrelation: 0.5)
        func forecast(_ seed: UInt64) throws -> [Double] {
            let slot = Slot(0, of: scenario, seed: seed)
            return try (0...2).map { try slot.forecastIntensity(site: 0, roundsAhead: $0, by: model) }
        }
        #expect(try forecast(1) == forecast(1))
        #expect(try forecast(1)[1...] != forecast(2)[1...])
        #expect(try forecast(1)[0] == 10)
        let exact = ForecastModel.noisy(relativeStandardDeviation: 0, autocorrelation: 0.5)
        #expect(try Slot(0, of: scenario).forecastIntensity(site: 0, roundsAhead: 2, by: exact) == 30)
    }

    static func history(_ counts: [Int]) -> ParticipationHistory {
        var history = ParticipationHistory(sites: counts.count)
        for (site, count) in counts.enumerated() {
            for round in 0..<count {
                history.record(round: round, sites: [site], losses: [SiteLoss(samples: 1, mean: 1, meanSquare: 1)])
            }
        }
        return history
    }

    @Test func lowcarbWaitsForCleanerHours() throws {
        // Site 0 falls to 1 in two hours, site 1 rises, site 2 falls a little.
        let scenario = try HandMadeScenario.make(
            grams: [[5, 5, 5], [4, 6, 5]], after: [[1, 7, 4], [1, 1, 1]], budget: .grams(99))
        func chosen(
            _ window: Int, _ k: Int, _ history: ParticipationHistory? = nil, round: Int = 0,
            by model: ForecastModel = .perfect
        ) throws -> [Int] {
            var policy = LowcarbPolicy(count: .fixed(k), windowRounds: window, forecast: model)
            return try policy.select(in: Slot(round, of: scenario, history: history)).sites
        }
        // Nobody has run: window W = 2, scores −4, 1, −1.
        #expect(try chosen(2, 3) == [1, 2, 0])
        #expect(try chosen(2, 1) == [1])
        // The window ends with the trace: 99 hours are the 3 there are, scores −4, −4, −4.
        #expect(try chosen(99, 3) == [0, 1, 2])
        // Without a window: the lowest intensities.
        #expect(try chosen(0, 2, round: 1) == [0, 2])
        // Persistence foretells no change: all scores are 0.
        #expect(try chosen(2, 3, by: .persistence) == [0, 1, 2])
    }

    @Test func lowcarbIsPatientWithWhoTookPartOften() throws {
        let scenario = try HandMadeScenario.make(
            grams: [[5, 6, 7, 8, 9]], after: [[9, 9, 9, 9, 1]], budget: .grams(99))
        var policy = LowcarbPolicy(count: .fixed(9), windowRounds: 1)
        // p = 4, 1, 0, 3, 3; site 0 lies above the 80th percentile of 3.2 and comes last. Windows: W·max(0, 2p/4 − 1) is 0
        // for sites 1 and 2, which rank by intensity, and 0.5 for sites 3 and 4, which is even 0.
        let slot = Slot(0, of: scenario, history: Self.history([4, 1, 0, 3, 3]))
        #expect(try policy.select(in: slot).sites == [1, 2, 3, 4, 0])
        // W = 3: windows 0, 0 and round(1.5) = 2, of which the trace has 1. Scores 9 − 8 and 1 − 9.
        var longer = LowcarbPolicy(count: .fixed(9), windowRounds: 3)
        #expect(try longer.select(in: slot).sites == [1, 2, 3, 4, 0])
        // Of the sites that are there alone: without sites 0 and 4, p_max is 3 and the percentile 2.2 puts site 3 last.
        let away = SiteAvailability([.daily(fromSecondOfDay: 7200, toSecondOfDay: 0)])
        let few = try HandMadeScenario.make(
            grams: [[5, 6, 7, 8, 9]], after: [[9, 9, 9, 9, 1]],
            availability: [away, .always, .always, .always, away], budget: .grams(99))
        #expect(
            try policy.select(in: Slot(0, of: few, history: Self.history([4, 1, 0, 3, 3]))).sites == [1, 2, 3])
    }

    @Test func greenFLFillsTheCleanestSiteRoundsWhereGainsAreLinear() throws {
        let grams: [[Double]] = [[1, 8], [2, 7], [9, 3]]
        let scenario = try HandMadeScenario.make(grams: grams, budget: .grams(6))
        var policy = GreenFLPolicy(exponent: 1, closingRounds: 0)
        let plan = (0..<3).map { policy.select(in: Slot($0, of: scenario)).sites }
        #expect(plan == [[0], [0], [1]])
        let probabilities = policy.select(in: Slot(0, of: scenario)).inclusionProbabilities ?? []
        #expect(abs(probabilities[0] - 2 / 3) < 1e-12 && abs(probabilities[1] - 1 / 3) < 1e-12)
    }

    @Test func greenFLSharesTurnsWhereGainsDiminish() throws {
        // Site 0 is cleaner in every round; linear gains give it all, small exponents do not.
        let grams = [[Double]](repeating: [1, 2], count: 6) + [[3, 3]]
        let scenario = try HandMadeScenario.make(grams: grams, budget: .grams(6))
        func planned(_ exponent: Double) -> [Int] {
            var policy = GreenFLPolicy(exponent: exponent, closingRounds: 0)
            let sets = (0..<7).map { policy.select(in: Slot($0, of: scenario)).sites }
            return (0..<2).map { site in sets.count { $0.contains(site) } }
        }
        #expect(planned(1) == [6, 0])
        #expect(planned(0.1)[1] >= 1)
    }

    /// Site 0 saves 9 in the closing round, site 1 nothing there: the turn before goes to site 1, though it costs more.
    @Test func whatTheClosingWindowSavesCountsFromTheStart() throws {
        let scenario = try HandMadeScenario.make(grams: [[1, 1.1], [1, 10]], budget: .grams(12.2))
        var policy = GreenFLPolicy(exponent: 0.1, closingRounds: 1)
        #expect((0..<2).map { policy.select(in: Slot($0, of: scenario)).sites } == [[1], [0, 1]])
    }

    @Test func greenFLClosesWithEverybodyAsFarAsTheBudgetGoes() throws {
        let grams = [[Double]](repeating: [1, 2], count: 5)
        func sets(_ budget: Double, closing: Int) throws -> ([[Int]], [Double]?) {
            let scenario = try HandMadeScenario.make(grams: grams, budget: .grams(budget))
            var policy = GreenFLPolicy(exponent: 0.1, closingRounds: closing)
            let selections = (0..<5).map { policy.select(in: Slot($0, of: scenario)) }
            return (selections.map { $0.sites.sorted() }, selections[4].inclusionProbabilities)
        }
        let (closed, last) = try sets(8, closing: 2)
        #expect(closed[3] == [0, 1] && closed[4] == [0, 1] && last == [1, 1])
        #expect(closed[0..<3].joined().reduce(0) { $0 + grams[0][$1] } == 2)
        // 4 g close one round only, and what is left buys one more site-round.
        #expect(try sets(4, closing: 3).0.map(\.count) == [1, 0, 0, 0, 2])
        #expect(try sets(1000, closing: 0).0 == [[Int]](repeating: [0, 1], count: 5))
        #expect(try sets(0.5, closing: 3).0.joined().isEmpty)
        #expect(try sets(1000, closing: 99).0 == [[Int]](repeating: [0, 1], count: 5))
    }
}
