import CarbonAccounting
import Documents
import Foundation
import Reproducibility
import Testing

@Suite struct ForecastTests {
    /// Three days in which hour h of day d has 100·d + h.
    static func trace() throws -> CarbonTrace {
        CarbonTrace(
            zones: ["A"], start: try UTCInstant(iso8601: "2020-01-01T00:00Z"), stepSeconds: 3600, kind: .average,
            scope: .lifecycle, source: "test", values: [(0..<72).map { Double(100 * ($0 / 24) + $0 % 24) }])
    }

    static let normals: NoisyForecast.NormalDraws = { zone, now, count in
        var rng = LedgerTests.Draws(state: UInt64(truncatingIfNeeded: now.secondsSinceEpoch + zone))
        return (0..<count).map { _ in
            let (u, v) = (Double.random(in: 0x1p-60...1, using: &rng), Double.random(in: 0...1, using: &rng))
            return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
        }
    }

    @Test func persistenceAndYesterday() throws {
        let trace = try Self.trace()
        let now = trace.start.adding(seconds: 30 * 3600)  // 06:00 of the second day: hours up to 05:00 are known
        let later = now.adding(seconds: 3 * 3600)
        #expect(try PersistenceForecast(trace).forecast(zone: 0, now: now, from: later, seconds: 3600) == 105)
        let yesterday = SameHourYesterdayForecast(trace)
        #expect(try yesterday.forecast(zone: 0, now: now, from: later, seconds: 3600) == 9)
        // 21 hours on, 03:00 of the third day: 03:00 of the second is known. 25 hours on: 07:00 only of the first.
        #expect(try yesterday.forecast(zone: 0, now: now, from: now.adding(seconds: 21 * 3600), seconds: 3600) == 103)
        #expect(try yesterday.forecast(zone: 0, now: now, from: now.adding(seconds: 25 * 3600), seconds: 3600) == 7)
        // On the first day there is no yesterday.
        let first = trace.start.adding(seconds: 2 * 3600)
        #expect(try yesterday.forecast(zone: 0, now: first, from: first, seconds: 3600) == 1)
        // A slot that is over is known, and before the trace nothing is.
        let over = now.adding(seconds: -2 * 3600)
        #expect(try PersistenceForecast(trace).forecast(zone: 0, now: now, from: over, seconds: 3600) == 104)
        let quarter = trace.start.adding(seconds: 900)
        #expect(try PersistenceForecast(trace).forecast(zone: 0, now: quarter, from: quarter, seconds: 900) == 0)
        #expect(throws: TraceError.self) {
            try PersistenceForecast(trace).forecast(zone: 0, now: trace.start, from: trace.start, seconds: 3600)
        }
    }

    /// A forecast that may not look ahead gives the same answer when all that comes after `now` is changed.
    @Test func nothingAfterNowIsSeen() throws {
        let trace = try Self.trace()
        for hour in [1, 7, 24, 31, 47, 60] {
            let now = trace.start.adding(seconds: hour * 3600)
            let other = CarbonTrace(
                zones: ["A"], start: trace.start, stepSeconds: 3600, kind: .average, scope: .lifecycle, source: "test",
                values: [trace.series(zone: 0).enumerated().map { $0 < hour ? $1 : 9_999 }])
            for lead in Array(0..<12) + [20, 23, 24, 30, 47] {
                for (a, b) in [
                    (
                        PersistenceForecast(trace) as any ForecastProvider,
                        PersistenceForecast(other) as any ForecastProvider
                    ),
                    (SameHourYesterdayForecast(trace), SameHourYesterdayForecast(other)),
                    (WeeklyMeanForecast(trace), WeeklyMeanForecast(other)),
                    (SmoothingForecast(trace), SmoothingForecast(other)),
                ] {
                    let from = now.adding(seconds: lead * 3600)
                    #expect(
                        try a.forecast(zone: 0, now: now, from: from, seconds: 3600)
                            == b.forecast(zone: 0, now: now, from: from, seconds: 3600))
                }
            }
        }
    }

    @Test func noiseGrowsWithTheLeadAsStated() throws {
        let start = try UTCInstant(iso8601: "2020-01-01T00:00Z")
        let trace = CarbonTrace(
            zones: ["A"], start: start, stepSeconds: 3600, kind: .average, scope: .lifecycle, source: "test",
            values: [Array(repeating: 100, count: 5_000)])
        let noisy = NoisyForecast(trace, relativeStandardDeviation: 0.2, autocorrelation: 0.8, normals: Self.normals)
        for lead in [1, 2, 6, 20] {
            let error = try #require(
                try ForecastError(
                    of: noisy, against: trace, zones: [0], start: start, slots: 4_900, slotSeconds: 3600,
                    leadSeconds: (lead - 1) * 3600))
            // σ √(1 − ρ^(2h)), in grams at a truth of 100
            let expected = 20 * (1 - pow(0.8, Double(2 * lead))).squareRoot()
            #expect(abs(error.rootMeanSquare / expected - 1) < 0.05 && abs(error.bias) < 1, "\(lead): \(error)")
            #expect(
                error.meanAbsolutePercent.map { abs($0 - error.meanAbsolute) < 1e-9 } == true && error.count == 4_900)
        }
        let now = start.adding(seconds: 7200)
        let once = try noisy.forecast(zone: 0, now: now, from: now, seconds: 3600)
        #expect(try noisy.forecast(zone: 0, now: now, from: now, seconds: 3600) == once && once != 100)
        let exact = NoisyForecast(trace, relativeStandardDeviation: 0, autocorrelation: 0.5, normals: Self.normals)
        #expect(try exact.forecast(zone: 0, now: now, from: now, seconds: 5400) == 100)
    }

    @Test func modelsAndTheirErrors() throws {
        let trace = try Self.trace()
        func error(_ model: ForecastModel, lead: Int) throws -> ForecastError? {
            try ForecastError(
                of: model.provider(trace, normals: Self.normals), against: trace, zones: [0],
                start: trace.start.adding(seconds: 24 * 3600), slots: 24, slotSeconds: 3600, leadSeconds: lead)
        }
        #expect(try error(.perfect, lead: 3600)?.rootMeanSquare == 0)
        #expect(try error(.sameHourYesterday, lead: 3600)?.bias == -100)
        #expect(try error(.persistence, lead: 0)?.count == 24)
        #expect(
            try ForecastError(
                of: PerfectForecast(trace), against: trace, zones: [], start: trace.start, slots: 3, slotSeconds: 3600,
                leadSeconds: 0) == nil)
    }

    @Test func weeklyMeanAndSmoothing() throws {
        let trace = try Self.trace()
        let now = trace.start.adding(seconds: 54 * 3600)  // 06:00 of the third day; values 100·d + h
        let later = now.adding(seconds: 3 * 3600)
        let weekly = WeeklyMeanForecast(trace)
        // 09:00 of the first and second day
        #expect(try weekly.forecast(zone: 0, now: now, from: later, seconds: 3600) == (9 + 109) / 2)
        // A day on, what has not ended is not known.
        let tomorrow = later.adding(seconds: 86_400)
        #expect(try weekly.forecast(zone: 0, now: now, from: tomorrow, seconds: 3600) == (9 + 109) / 2)
        let season = (109 + 0.9 * 9) / 1.9
        let lastSeason = (105 + 0.9 * 5) / 1.9
        let expected = season + pow(0.97, 4) * (205 - lastSeason)
        let smoothing = SmoothingForecast(trace)
        #expect(abs(try smoothing.forecast(zone: 0, now: now, from: later, seconds: 3600) - expected) < 1e-9)
        // On the first day, persistence.
        let first = trace.start.adding(seconds: 5 * 3600)
        for forecast in [weekly, smoothing] as [any ForecastProvider] {
            #expect(try forecast.forecast(zone: 0, now: first, from: first.adding(seconds: 7200), seconds: 3600) == 4)
        }
        // What repeats every day is predicted exactly, at any lead and slot length.
        let daily = CarbonTrace(
            zones: ["A"], start: trace.start, stepSeconds: 1800, kind: .average, scope: .lifecycle, source: "test",
            values: [(0..<480).map { Double(($0 % 48) * 7 % 100) }])
        for lead in [0, 1, 30, 90] {
            let now = daily.start.adding(seconds: 4 * 86_400)
            let from = now.adding(seconds: lead * 3600)
            let truth = try daily.mean(zone: 0, from: from, seconds: 5400)
            for forecast in [WeeklyMeanForecast(daily), SmoothingForecast(daily)] as [any ForecastProvider] {
                #expect(abs(try forecast.forecast(zone: 0, now: now, from: from, seconds: 5400) - truth) < 1e-9)
            }
        }
    }

    /// Scores against plain loops over the hours.
    @Test func review() throws {
        var rng = RandomStream(seed: 5, "review")
        let values = (0..<2).map { zone in
            (0..<300).map { Double($0 % 24 * 5 + zone * 50) + Double.random(in: 0..<40, using: &rng) }
        }
        let trace = CarbonTrace(
            zones: ["A", "B"], start: try UTCInstant(iso8601: "2020-01-01T00:00Z"), stepSeconds: 3600, kind: .average,
            scope: .lifecycle, source: "test", values: values)
        let review = try ForecastReview(trace, horizonHours: [1, 30, 500])
        #expect(review.horizonHours == [1, 30] && review.scores.count == 16)
        for horizon in [1, 30] {
            for (zone, name) in trace.zones.enumerated() {
                var (persistence, yesterday, percent) = (0.0, 0.0, 0.0)
                let nows = 168...(300 - horizon)
                for now in nows {
                    let truth = values[zone][now + horizon - 1]
                    persistence += abs(values[zone][now - 1] - truth)
                    percent += abs(values[zone][now - 1] - truth) / truth
                    yesterday += abs(values[zone][now + horizon - 1 - (horizon + 23) / 24 * 24] - truth)
                }
                func error(_ kind: String) throws -> ForecastError {
                    try #require(
                        review.scores.first { $0.forecast == kind && $0.zone == name && $0.horizonHours == horizon }
                    )
                    .error
                }
                let count = Double(nows.count)
                #expect(try error("persistence").count == nows.count)
                #expect(abs(try error("persistence").meanAbsolute - persistence / count) < 1e-9)
                #expect(abs((try error("persistence").meanAbsolutePercent ?? 0) - 100 * percent / count) < 1e-9)
                #expect(abs(try error("sameHourYesterday").meanAbsolute - yesterday / count) < 1e-9)
            }
        }
        let sums = ForecastReview.models.map { model in
            (model.description, [1, 30].map { review.mean(model.description, horizonHours: $0).absolute }.reduce(0, +))
        }
        #expect(review.best == sums.min { $0.1 < $1.1 }?.0)
        #expect(ForecastReview.models.allSatisfy { model in forecasts.kinds.contains(model.description) })
        #expect(throws: TraceError.self) { try ForecastReview(try Self.trace(), horizonHours: [1]) }
    }
}
