import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

@Suite struct WorkPlanTests {
    static let header =
        "timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name,country_iso_code,region\n"

    func read(
        _ rows: String, header: String = header, timeZone: String? = "Europe/Paris"
    ) throws -> (runs: [RecordedRun], parts: Int) {
        var options = ReadingOptions()
        options.timeZone = timeZone.flatMap { TimeZone(identifier: $0) }
        let files = try TemporaryFolder()
        return try RecordedRun.read(try files.write(header + rows, "emissions.csv"), options)
    }

    @Test func rowsOfCodecarbon() throws {
        let rows = """
            2020-06-01T14:00:00,mnist,aaaaaaaa-1,3600.0,0.5,2.5,France,FRA,bretagne
            2020-06-01T12:30:10,mnist,bbbbbbbb-1,10.2,,0.001,Germany,DEU,
            2020-06-01T15:00:00,mnist,aaaaaaaa-1,7200.0,0.75,5,France,FRA,bretagne

            """
        let (runs, parts) = try read(rows)
        #expect(parts == 1 && runs.map(\.name) == ["mnist bbbbbbbb", "mnist aaaaaaaa"])
        // The stamp is the end, by the clock of Paris; the second row of a run has all of it.
        #expect(runs[1].start.description == "2020-06-01T11:00Z" && runs[1].seconds == 7200)
        #expect(runs[1].energyKWh == 5 && runs[1].reportedGrams == 750 && runs[1].country == "FRA")
        #expect(runs[0].seconds == 11 && runs[0].reportedGrams == nil)
        #expect(runs[0].start == (try UTCInstant(iso8601: "2020-06-01T10:29:59Z")))
        let bare = try #require(throws: TraceError.self) { try read(rows, timeZone: nil) }
        #expect(bare.question == .timeZone)
        let offset = rows.replacing("00:00,", with: "00:00+02:00,").replacing("30:10,", with: "30:10+02:00,")
        #expect(try read(offset, timeZone: nil).runs == runs)
        for (wrong, place) in [("2.5", "-2.5"), ("3600.0", "soon"), ("3600.0", "")] {
            let error = try #require(throws: TraceError.self) { try read(rows.replacing(wrong, with: place)) }
            #expect(error.description.contains("line 2"), "\(error)")
        }
        let other = try #require(throws: TraceError.self) { try read("2020-01-01T00:00Z,1\n", header: "utc,DE\n") }
        #expect(other.description.contains("no column 'timestamp'"))
        #expect(throws: TraceError.self) { try read("") }
    }

    static func trace(_ values: [[Double]], zones: [String] = ["FR", "DE", "PL"]) throws -> CarbonTrace {
        CarbonTrace(
            zones: zones, start: try UTCInstant(iso8601: "2020-06-01T00:00Z"), stepSeconds: 3600, kind: .average,
            scope: .lifecycle, source: "test", values: values)
    }

    static func run(_ hour: Double, hours: Double, kWh: Double = 2, country: String? = "FRA") throws -> RecordedRun {
        RecordedRun(
            name: "r", start: try UTCInstant(iso8601: "2020-06-01T00:00Z").adding(seconds: Int(hour * 3600)),
            seconds: Int(hours * 3600), energyKWh: kWh, country: country, reportedGrams: nil)
    }

    /// Every choice against a search over all starts and zones.
    @Test func choicesAreTheBestOfAll() throws {
        for seed in 0..<20 as Range<UInt64> {
            var rng = RandomStream(seed: seed, "work plan")
            let values = (0..<3).map { _ in (0..<96).map { _ in Double(Int.random(in: 1...9, using: &rng)) } }
            let trace = try Self.trace(values)
            let hour = Int.random(in: 0..<90, using: &rng)
            let hours = Int.random(in: 1...min(30, 96 - hour), using: &rng)
            let days = Int.random(in: 0...3, using: &rng)
            let plan = try WorkPlan(
                [try Self.run(Double(hour), hours: Double(hours))], trace: trace, zone: nil, days: Double(days))
            func grams(_ zone: Int, _ start: Int) -> Double {
                2 * values[zone][start..<start + hours].reduce(0, +) / Double(hours)
            }
            let starts = hour...min(hour + 24 * days, 96 - hours)
            let one = plan.runs[0]
            func equal(_ a: Double, _ b: Double?) -> Bool { abs(a - (b ?? .nan)) < 1e-9 }
            #expect(equal(one.asItWas.grams, grams(0, hour)) && one.asItWas.zone == "FR")
            #expect(equal(one.bestStart.grams, starts.map { grams(0, $0) }.min()) && one.bestStart.zone == "FR")
            #expect(equal(one.bestZone.grams, (0..<3).map { grams($0, hour) }.min()))
            #expect(one.bestZone.start == one.asItWas.start)
            #expect(equal(one.best.grams, starts.flatMap { s in (0..<3).map { grams($0, s) } }.min()))
            #expect(equal(plan.total(\.best), one.best.grams))
        }
    }

    @Test func equalChoicesLeaveItWhereItWas() throws {
        let trace = try Self.trace([[Double]](repeating: [Double](repeating: 5, count: 72), count: 3))
        let plan = try WorkPlan([try Self.run(3.5, hours: 1.5, country: "DEU")], trace: trace, zone: nil, days: 1)
        let run = plan.runs[0]
        #expect(run.asItWas.zone == "DE" && run.asItWas.grams == 10)
        #expect(run.bestStart == run.asItWas && run.bestZone == run.asItWas && run.best == run.asItWas)
    }

    @Test func zonesAndSpansThatAreNotThere() throws {
        let trace = try Self.trace([[Double]](repeating: [Double](repeating: 5, count: 24), count: 3))
        func plan(_ run: RecordedRun, zone: String? = nil) throws -> WorkPlan {
            try WorkPlan([run], trace: trace, zone: zone, days: 1)
        }
        for country in ["USA", nil] {
            let error = try #require(throws: TraceError.self) { try plan(try Self.run(1, hours: 1, country: country)) }
            #expect(error.question == .zone && error.description.contains("FR, DE, PL"))
        }
        #expect(try plan(try Self.run(1, hours: 1, country: "USA"), zone: "PL").runs[0].asItWas.zone == "PL")
        #expect(try plan(try Self.run(1, hours: 1, country: "PL")).runs[0].asItWas.zone == "PL")
        for (hour, hours) in [(-1.0, 2.0), (23, 2)] {
            let error = try #require(throws: TraceError.self) { try plan(try Self.run(hour, hours: hours)) }
            #expect(error.description.contains("outside the trace"))
        }
    }
}
