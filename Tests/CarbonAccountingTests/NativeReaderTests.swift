import CarbonAccounting
import Foundation
import TestSupport
import Testing

@Suite struct NativeReaderTests {
    static let hours = "utc,A,B\n2020-01-01T00:00Z,1,2\n2020-01-01T01:00Z,3,4\n2020-01-01T02:00Z,5,6\n"

    func read(_ text: String, gaps: GapPolicy = .refuse, sidecar: String? = nil) throws -> TraceReading {
        let files = try TemporaryFolder()
        if let sidecar { _ = try files.write(sidecar, "t.yaml") }
        return try TraceReading([try files.write(text, "t.csv")], gaps: gaps)
    }

    func series(_ text: String, gaps: GapPolicy) throws -> [Double?] {
        let trace = try read(text, gaps: gaps).trace
        return (0..<trace.stepCount).map { trace.value(zone: 0, step: $0) }
    }

    @Test func spellingsOfTheSameFile() throws {
        let plain = try read(Self.hours).trace
        #expect(plain.zones == ["A", "B"] && plain.stepSeconds == 3600 && plain.scope == .unknown)
        for text in [
            Self.hours.replacing("\n", with: "\r\n"),
            "\u{FEFF}" + Self.hours,
            Self.hours.replacing("utc,A,B", with: "\"UTC\", \"A\" ,B"),
            String(Self.hours.dropLast()),
            "\n" + Self.hours + "\n\n",
            Self.hours.replacing("00:00Z,1", with: "02:00+02:00,1.0e0"),
        ] {
            let other = try read(text).trace
            #expect(other.zones.count == 2 && other.start == plain.start && other.series(zone: 0) == [1, 3, 5])
        }
    }

    @Test func sidecarSaysKindAndScope() throws {
        let reading = try read(
            Self.hours,
            sidecar:
                "# about\nsource: \"grid: x\"\nkind: marginal # short\nscope: direct\nlicence: 'CC0'\nstep_seconds: 3600\n"
        )
        #expect(reading.trace.kind == .marginal && reading.trace.scope == .direct)
        #expect(reading.trace.source == "grid: x" && reading.trace.licence == "CC0" && reading.notes.isEmpty)
        #expect(try read(Self.hours).notes.count == 1)
        let written = TraceSidecar(source: "a 'b' \"c\"", kind: .average, scope: .direct, stepSeconds: 1800)
        #expect(try TraceSidecar(text: written.text, file: "x").scope == .direct)
    }

    @Test(arguments: [
        ("source: x\nkind: average\n", "scope"), ("source: x\nkind: both\nscope: direct\n", "line 2"),
        ("source: x\nkindd: average\n", "did you mean 'kind'?"),
        ("source: x\nsource: y\n", "a key is given twice: source"),
        ("source\n", "line 1"), ("source: [a]\n", "expected a string"), ("source: \"a\n", "not valid YAML"),
        ("source: x\nkind: average\nscope: direct\nstep_seconds: -1\n", "line 4"),
        ("source: x\nkind: average\nscope: direct\nstep_seconds: 1h\n", "step_seconds"),
    ])
    func brokenSidecars(_ sidecar: String, _ expected: String) throws {
        let error = try #require(throws: TraceError.self) { try read(Self.hours, sidecar: sidecar) }
        #expect(error.description.contains(expected), "\(error)")
    }

    @Test(arguments: [
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,x\n", "line 3, column 2", "not a number"),
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T1:00Z,2\n", "line 3, column 1", "ISO 8601"),
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z\n", "line 3", "1 fields"),
        ("utc,A\n2020-01-01T00:00Z,0x1p3\n", "line 2, column 2", "not a number"),
        ("utc,A\n\"2020-01-01T00:00Z,1\n", "line 2", "never closed"),
        ("utc,A,A\n", "line 1", "columns 2 and 3"),
        ("utc,A\n", "t.csv", "no values"),
        ("", "t.csv", "empty"),
        ("utc,A\n2020-01-01T00:00Z,1\n", "t.csv", "one stamp"),
        (
            "utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,1\n2020-01-01T02:00Z,1\n2020-01-01T02:30Z,1\n", "line 5",
            "whole number"
        ),
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T00:01Z,1\n9020-01-01T00:02Z,1\n", "line 4", "missing"),
    ])
    func brokenFiles(_ text: String, _ place: String, _ expected: String) throws {
        let error = try #require(throws: TraceError.self) { try read(text) }
        #expect(error.description.contains(place) && error.description.contains(expected), "\(error)")
    }

    static let faults: [(String, TraceProblem.Kind, Int, Int?)] = [
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T03:00Z,4\n", .gap, 4, nil),
        ("utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T02:00Z,\n2020-01-01T03:00Z,4\n", .gap, 4, 2),
        (
            "utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T02:00Z,-3\n2020-01-01T03:00Z,4\n", .negative,
            4, 2
        ),
        (
            "utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T02:00Z,NaN\n2020-01-01T03:00Z,4\n", .nonFinite,
            4, 2
        ),
        (
            "utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T02:00Z,1e999\n2020-01-01T03:00Z,4\n",
            .nonFinite, 4, 2
        ),
    ]

    @Test(arguments: faults)
    func faultsAreRefusedUnlessAPolicyIsNamed(_ text: String, _ kind: TraceProblem.Kind, _ line: Int, _ column: Int?)
        throws
    {
        let error = try #require(throws: TraceError.self) { try read(text) }
        let problem = try #require(error.problems.first)
        #expect(error.problems.count == 1 && problem.kind == kind && problem.line == line && problem.column == column)
        #expect(error.description.contains("gap policy"))
        #expect(try series(text, gaps: .hold) == [1, 2, 2, 4])
        #expect(try series(text, gaps: .linear) == [1, 2, 3, 4])
        #expect(try series(text, gaps: .drop) == [1, 2, nil, 4])
        #expect(try read(text, gaps: .drop).problems.map(\.message) == error.problems.map(\.message))
    }

    @Test func daysOnWhichClocksChange() throws {
        // Local time of Berlin: an hour is skipped in March and doubled in October; in UTC nothing happens.
        let march = "utc,A\n2020-03-29T01:00+01:00,1\n2020-03-29T03:00+02:00,2\n2020-03-29T04:00+02:00,3\n"
        let october = "utc,A\n2020-10-25T02:00+02:00,1\n2020-10-25T02:00+01:00,2\n2020-10-25T03:00+01:00,3\n"
        for text in [march, october] {
            let trace = try read(text).trace
            #expect(trace.series(zone: 0) == [1, 2, 3] && trace.stepSeconds == 3600)
        }
        let naive = try #require(throws: TraceError.self) { try read(october.replacing("+02:00", with: "+01:00")) }
        #expect(naive.problems.map(\.kind) == [.duplicate])
    }

    @Test func aListOfEstimatedValues() throws {
        let files = try TemporaryFolder()
        let path = try files.write(Self.hours, "t.csv")
        _ = try files.write("source: x\nkind: average\nscope: direct\nmarks: list.csv\n", "t.yaml")
        #expect(throws: TraceError.self) { try TraceReading([path]) }
        _ = try files.write("utc,zone,percent\n2020-01-01T01:00Z,B,50\n2020-01-01T02:00Z,B,7\n", "list.csv")
        #expect(try TraceReading([path]).trace.estimatedShare(zone: 1) == 2.0 / 3)
        for wrong in [
            "utc,place\n", "utc,zone\n2020-01-01T01:00Z,C\n", "utc,zone\n2020-01-01T09:00Z,B\n", "utc,zone\nx,B\n",
        ] {
            _ = try files.write(wrong, "list.csv")
            let error = try #require(throws: TraceError.self) { try TraceReading([path]) }
            #expect(error.description.contains("list.csv"))
        }
    }

    @Test func duplicateKeepsTheFirstAndOrderIsRestored() throws {
        let doubled = "utc,A\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,2\n2020-01-01T01:00Z,9\n2020-01-01T02:00Z,3\n"
        #expect(try series(doubled, gaps: .drop) == [1, 2, 3])
        let error = try #require(throws: TraceError.self) { try read(doubled) }
        #expect(error.problems.map(\.kind) == [.duplicate] && error.problems[0].line == 4)
        let swapped = "utc,A\n2020-01-01T01:00Z,2\n2020-01-01T00:00Z,1\n2020-01-01T02:00Z,3\n"
        #expect(try series(swapped, gaps: .hold) == [1, 2, 3])
        #expect(throws: TraceError.self) { try read(swapped) }
    }

    @Test func filesMergeByZoneAndByTime() throws {
        let files = try TemporaryFolder()
        let first = try files.write("utc,A\n2020-12-31T22:00Z,1\n2020-12-31T23:00Z,2\n", "a.csv")
        let next = try files.write("utc,A\n2021-01-01T00:00Z,3\n2021-01-01T01:00Z,4\n", "b.csv")
        let other = try files.write(
            "utc,B\n2020-12-31T22:00Z,5\n" + "2020-12-31T22:30Z,6\n2020-12-31T23:00Z,7\n2020-12-31T23:30Z,8\n", "c.csv")
        let joined = try CarbonTrace.load([next, first])
        #expect(joined.series(zone: 0) == [1, 2, 3, 4])
        let mixed = try CarbonTrace.load([first, other])
        #expect(mixed.stepSeconds == 1800 && mixed.zones == ["A", "B"])
        #expect(mixed.series(zone: 0) == [1, 1, 2, 2] && mixed.series(zone: 1) == [5, 6, 7, 8])

        #expect(throws: TraceError.self) { try CarbonTrace.load([first, first]) }
        let error = try #require(throws: TraceError.self) { try CarbonTrace.load([first, next, other]) }
        #expect(error.problems.map(\.kind) == [.span])
        let dropped = try CarbonTrace.load([first, next, other], gaps: .hold)
        #expect(dropped.value(zone: 1, step: 4) == nil && dropped.value(zone: 1, step: 3) == 8)
        _ = try files.write("source: x\nkind: marginal\nscope: unknown\n", "c.yaml")
        let kinds = try #require(throws: TraceError.self) { try CarbonTrace.load([first, other], gaps: .drop) }
        #expect(kinds.problems.map(\.kind) == [.mixed])
        _ = try files.write("source: x\nkind: average\nscope: direct\n", "c.yaml")
        #expect(throws: TraceError.self) { try CarbonTrace.load([first, other], gaps: .drop) }
        #expect(throws: TraceError.self) { try CarbonTrace.load([files.path]) }
        #expect(throws: TraceError.self) { try CarbonTrace.load([]) }
    }
}
