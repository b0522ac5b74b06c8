import Foundation
import Reproducibility
import Testing

@Suite struct UTCInstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00Z", 0),
        ("2020-02-29T23:59:59Z", 1_583_020_799),
        ("2020-06-01T02:00+02:00", 1_590_969_600),
        ("2020-05-31T19:30:00.000-04:30", 1_590_969_600),
        ("0001-01-01T00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func knownInstants(_ text: String, _ seconds: Int) throws {
        #expect(try UTCInstant(iso8601: text).secondsSinceEpoch == seconds)
    }

    @Test(arguments: [
        "", "2020", "2020-06-01", "2020-06-01T00:00", "2020-06-01 00:00:00", "2020-13-01T00:00Z", "2020-00-10T00:00Z",
        "2021-02-29T00:00Z", "1900-02-29T00:00Z", "2020-06-31T00:00Z", "2020-06-01T24:00Z", "2020-06-01T00:60Z",
        "2020-06-01T00:00:60Z", "2020-06-01T00:00:00.5Z", "2020-06-01T00:00:00.Z", "2020-06-01T00:00+2:00",
        "2020-06-01T00:00+24:00", "2020-06-01T00:00Zx", " 2020-06-01T00:00Z", "2020-6-1T00:00Z", "0000-01-01T00:00Z",
        "2020-06-01T00:00z", "٢٠٢٠-06-01T00:00Z", "-020-06-01T00:00Z",
    ])
    func refusedStamps(_ text: String) {
        #expect(throws: InstantError.self) { try UTCInstant(iso8601: text) }
    }

    @Test func bareStampsOnlyWhereTheColumnSaysUTC() throws {
        #expect(try UTCInstant(iso8601: "2020-06-01 00:00:00", bareIsUTC: true).secondsSinceEpoch == 1_590_969_600)
        #expect(try UTCInstant(date: "2020-06-01").secondsSinceEpoch == 1_590_969_600)
        #expect(throws: InstantError.self) { try UTCInstant(date: "2020-06-32") }
    }

    /// Against Foundation's calendar, over four centuries with their exceptional leap years, and back.
    @Test func calendarAgreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for day in stride(from: -25_567, to: 130_000, by: 97) {  // 1900 to 2325
            let instant = UTCInstant(secondsSinceEpoch: day * 86_400 + Int(day.magnitude % 7) * 3_600)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(instant.secondsSinceEpoch)))
            let (year, month, dayOfMonth) = instant.date
            #expect(year == parts.year && month == parts.month && dayOfMonth == parts.day)
        }
        for seconds in stride(from: -62_135_596_800, to: 253_402_300_799, by: 1_234_567_891) {
            let instant = UTCInstant(secondsSinceEpoch: seconds)
            #expect(try UTCInstant(iso8601: instant.description) == instant)
        }
    }

    @Test func codesAsText() throws {
        let instant = UTCInstant(secondsSinceEpoch: 1_590_969_600)
        let data = try JSONEncoder().encode([instant])
        #expect(String(decoding: data, as: UTF8.self) == #"["2020-06-01T00:00Z"]"#)
        #expect(try JSONDecoder().decode([UTCInstant].self, from: data) == [instant])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([UTCInstant].self, from: Data(#"["no"]"#.utf8)) }
    }
}
