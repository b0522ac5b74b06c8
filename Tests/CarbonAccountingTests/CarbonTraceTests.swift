import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

@Suite struct CarbonTraceTests {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    static let europe = repository.appending(path: "Datasets/carbon/europe-2020-hourly.csv").path(percentEncoded: false)

    static func instant(_ text: String) throws -> UTCInstant { try UTCInstant(iso8601: text) }

    static func trace(_ values: [Double], step: Int = 3600) throws -> CarbonTrace {
        CarbonTrace(
            zones: ["A"], start: try instant("2020-03-01T00:00Z"), stepSeconds: step, kind: .average, scope: .lifecycle,
            source: "test", values: [values])
    }

    @Test func shippedYear() throws {
        let trace = try CarbonTrace.load([Self.europe])
        #expect(trace.zones.count == 20 && trace.stepCount == 8784 && trace.stepSeconds == 3600)
        #expect(trace.kind == .average && trace.scope == .lifecycle && trace.licence.contains("LGPL"))
        #expect(trace.start.description == "2020-01-01T00:00Z" && trace.end.description == "2021-01-01T00:00Z")
        let france = try trace.zoneIndex("FR")
        #expect(try trace.mean(zone: france, from: trace.start, seconds: 3600) == 58)
        #expect(try trace.mean(zone: france, from: trace.start.adding(seconds: 1800), seconds: 3600) == (58 + 49) / 2.0)
        // A leap day is there, and the hour that local clocks skip in March is too.
        for hour in ["2020-02-29T12:00Z", "2020-03-29T01:00Z", "2020-10-25T01:00Z"] {
            #expect(try trace.mean(zone: france, from: Self.instant(hour), seconds: 3600) > 0)
        }
    }

    @Test func meansAreTimeWeighted() throws {
        let trace = try Self.trace([10, 20, 40])
        let start = trace.start
        #expect(try trace.mean(zone: 0, from: start, seconds: 3 * 3600) == 70.0 / 3)
        #expect(try trace.mean(zone: 0, from: start.adding(seconds: 900), seconds: 3600) == 0.75 * 10 + 0.25 * 20)
        #expect(try trace.mean(zone: 0, from: start.adding(seconds: 3599), seconds: 1) == 10)
        #expect(try trace.mean(zone: 0, from: start.adding(seconds: 3599), seconds: 2) == 15)
        #expect(try trace.mean(zone: 0, from: start.adding(seconds: 2 * 3600), seconds: 3600) == 40)
    }

    @Test func beyondTheSpanIsAnErrorThatNamesTheSpan() throws {
        let trace = try Self.trace([10, 20, 40])
        for (offset, seconds) in [(-1, 1), (-3600, 7200), (2 * 3600, 3601), (3 * 3600, 1), (1 << 40, 3600)] {
            let error = try #require(throws: TraceError.self) {
                try trace.mean(zone: 0, from: trace.start.adding(seconds: offset), seconds: seconds)
            }
            #expect(error.description.contains("2020-03-01T00:00Z to 2020-03-01T03:00Z"))
        }
    }

    @Test func missingValuesLeaveTheCoveredPart() throws {
        let trace = try Self.trace([10, .nan, 40])
        #expect(try trace.mean(zone: 0, from: trace.start, seconds: 3 * 3600) == 25)
        let error = try #require(throws: TraceError.self) {
            try trace.mean(zone: 0, from: trace.start.adding(seconds: 3600), seconds: 3600)
        }
        #expect(error.description.contains("gap"))
        #expect(try trace == Self.trace([10, .nan, 40]))
        #expect(try trace != Self.trace([10, 20, 40]))
    }

    @Test func unknownZoneNamesTheNearest() throws {
        let trace = try CarbonTrace.load([Self.europe])
        let error = try #require(throws: TraceError.self) { try trace.zoneIndex("fr") }
        #expect(error.description.contains("Did you mean 'FR'?") && error.description.contains("PL"))
    }
}
