import CarbonAccounting
import Foundation
import Reproducibility
import Testing

@Suite struct LocalTimeTests {
    @Test(
        arguments: [
            ("2020-06-01T00:00Z", 1_590_969_600, 0), ("2020-06-01 02:00:00.000+02:00", 1_590_976_800, 7200),
            ("2020-06-01T02:00+0530", 1_590_976_800, 19_800), ("2020-06-01T01", 1_590_973_200, nil),
            ("01.06.2020 00:00", 1_590_969_600, nil), ("1/6/2020 12:00:00 AM", 1_590_969_600, nil),
            ("01/06/2020 1:05 pm", 1_591_016_700, nil), ("2020-06-01", 1_590_969_600, nil),
            ("2020-02-29 24:00", 1_583_020_800, nil), ("2020-06-01 00:00:00 UTC", 1_590_969_600, 0),
        ] as [(String, Int, Int?)])
    func stamps(_ text: String, _ seconds: Int, _ offset: Int?) {
        #expect(CivilStamp(text, order: .dayMonth) == CivilStamp(seconds: seconds, offset: offset))
    }

    @Test(arguments: [
        "2020-6-01T00:00", "2020-06-01T1:00", "2021-02-29", "32.01.2020 00:00", "01.06.2020 13:00 PM",
        "2020-06-01T00:00:00.5",
        "2020-06-01T25:00", "2020-06-01 00:60", "01.06-2020", "2020-06-01T00:00+02:00x", "", "2020-06-01T", "12/31/20",
    ])
    func textsThatAreNoStamps(_ text: String) { #expect(CivilStamp(text, order: .dayMonth) == nil) }

    @Test func theOrderOfDayAndMonth() {
        #expect(CivilStamp("3/4/2020", order: .monthDay)?.seconds == 1_583_280_000)
        #expect(CivilStamp("3/4/2020", order: .dayMonth)?.seconds == 1_585_872_000)
        #expect(CivilStamp("3/4/2020") == nil)
    }

    /// Hours of a local clock, in order, are the hours of UTC, on days of change and in zones of half an hour.
    @Test(arguments: ["Europe/Brussels", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
    func aYearOfLocalHoursReadsBack(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var clock = LocalClock(zone)
        for quarter in 0..<366 * 96 {
            let instant = 1_577_836_800 + quarter * 900
            let reading = instant + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
            guard clock.instant(of: reading, key: "") == instant else {
                Issue.record("\(name): \(instant)")
                return
            }
        }
    }

    @Test func skippedHoursHaveNoInstant() throws {
        let clock = LocalClock(try #require(TimeZone(identifier: "Europe/Brussels")))
        let skipped = try #require(CivilStamp("2020-03-29T02:30")).seconds
        #expect(clock.instants(of: skipped).isEmpty)
        let doubled = try #require(CivilStamp("2020-10-25T02:30")).seconds
        #expect(clock.instants(of: doubled) == [doubled - 7200, doubled - 3600])
    }
}
