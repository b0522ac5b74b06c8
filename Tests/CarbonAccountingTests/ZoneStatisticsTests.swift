import CarbonAccounting
import Foundation
import Reproducibility
import Testing

@Suite struct ZoneStatisticsTests {
    @Test func byHand() throws {
        // Two days of 12-hour steps: 1 3 | 5 9. Mean 4.5; squares 12.25 + 2.25 + 0.25 + 20.25 = 35.
        let trace = CarbonTrace(
            zones: ["A"], start: try UTCInstant(iso8601: "2020-01-01T00:00Z"), stepSeconds: 43_200, kind: .average,
            scope: .direct, source: "test", values: [[1, 3, 5, 9]])
        let statistics = try #require(ZoneStatistics(trace, zone: 0))
        #expect(statistics.hours == 48 && statistics.mean == 4.5 && statistics.min == 1 && statistics.max == 9)
        #expect(statistics.std == (35.0 / 4).squareRoot() && statistics.dailySwing == 3)
        // Lag of two steps: (−3.5)(0.5) + (−1.5)(4.5) = −8.5
        #expect(statistics.acf24 == -8.5 / 35)
    }

    @Test func missingValuesAndDegenerateTraces() throws {
        func statistics(_ values: [Double], step: Int = 3600) throws -> ZoneStatistics? {
            ZoneStatistics(
                CarbonTrace(
                    zones: ["A"], start: try UTCInstant(iso8601: "2020-01-01T00:00Z"), stepSeconds: step,
                    kind: .average,
                    scope: .direct, source: "test", values: [values]), zone: 0)
        }
        #expect(try statistics([.nan, .nan]) == nil)
        let gap = try #require(try statistics([10, .nan, 30]))
        #expect(String(decoding: try JSONEncoder().encode(gap), as: UTF8.self).contains("\"acf24\":null"))
        #expect(gap.hours == 2 && gap.mean == 20 && gap.dailySwing == 20 && gap.acf24 == nil)
        #expect(try statistics(Array(repeating: 7, count: 100))?.acf24 == nil)
        #expect(try statistics([1, 2], step: 7 * 3600)?.acf24 == nil)
        let daily = (0..<240).map { Double($0 % 24) }
        #expect(abs((try #require(try statistics(daily)?.acf24)) - 0.9) < 1e-12)  // 9 of 10 days have a next one
    }

    @Test func reportOfTheShippedYear() throws {
        let report = TraceReport(try TraceReading([CarbonTraceTests.europe]))
        #expect(report.zones.count == 20 && report.problems.isEmpty && report.stepSeconds == 3600)
        let france = try #require(report.zones["FR"]?.statistics)
        #expect(try #require(report.zones["FR"]).estimatedShare > 0)
        #expect(france.hours == 8784 && france.mean > 40 && france.mean < 70)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(report)
        let text = String(decoding: data, as: UTF8.self)
        #expect(
            text.contains("\"hours\":8784,") && text.contains("\"daily_swing\"") && text.contains("\"problems\":[]"))
        #expect(try JSONDecoder().decode(TraceReport.self, from: data).zones["FR"]?.statistics == france)
    }
}
