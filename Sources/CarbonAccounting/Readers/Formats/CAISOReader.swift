import Documents
import Foundation
import Reproducibility

/// Reads the fuel mix of California's system operator: `Time,Solar,Wind,…` with times of one day by the clock of California.
///
/// The day is in the path, as in `20230601/fuelsource.csv` and `CAISO-supply-2023-06-01.csv`, or must be given. Rows at the end of
/// the file without any value are hours to come.
enum CAISOReader {
    static func matches(_ file: TraceFile) -> Bool {
        guard let table = file.table, file.column("time") == 0, file.column("imports") != nil,
            file.column("largehydro") != nil
        else { return false }
        return table.records.first.map { time($0.fields[0]) != nil } ?? false
    }

    /// Seconds after midnight of `00:05`.
    private static func time(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /(\d\d?):(\d\d)/), let hour = Int(match.output.1),
            let minute = Int(match.output.2), 0...23 ~= hour, 0...59 ~= minute
        else { return nil }
        return hour * 3600 + minute * 60
    }

    private static func day(of path: String, options: ReadingOptions) throws(TraceError) -> (
        seconds: Int, note: String?
    ) {
        if let given = options.day {
            guard let stamp = CivilStamp(given), stamp.seconds % 86_400 == 0 else {
                throw TraceError("'\(given)' is no day; expected such as 2023-06-01.")
            }
            return (stamp.seconds, nil)
        }
        let found = path.matches(of: /(20\d\d)-?(\d\d)-?(\d\d)/)
            .compactMap { CivilStamp("\($0.output.1)-\($0.output.2)-\($0.output.3)")?.seconds }
        guard let last = found.last else {
            throw TraceError("\(path): has times of day, and neither it nor its path says of which day.", asking: .day)
        }
        return (
            last, "\(path): taken as \(UTCInstant(secondsSinceEpoch: last).description.prefix(10)), after its path."
        )
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        let (day, note) = try day(of: file.path, options: options)
        guard let zone = options.timeZone ?? TimeZone(identifier: "America/Los_Angeles") else {
            throw TraceError(
                "\(file.path): this system does not know the time zone America/Los_Angeles.", asking: .timeZone)
        }
        var clock = LocalClock(zone)
        var long = LongGeneration(file: file.path, sortsRows: false)
        if let note { long.notes.append(note) }
        let empty = table.records.reversed().prefix { $0.fields.dropFirst().allSatisfy(\.isEmpty) }.count
        if empty > 0 { long.notes.append("\(file.path): \(empty) rows without values at its end are left out.") }
        var last = 0
        for record in table.records.dropLast(empty) {
            guard let time = time(record.fields[0]) else {
                throw table.malformed(record, 0, "'\(record.fields[0])' is no time of day; expected such as 00:05")
            }
            // The last row may be the next midnight.
            let reading = day + time + (last - time > 43_200 ? 86_400 : 0)
            last = time
            guard let start = clock.instant(of: reading, key: "") else {
                throw table.malformed(
                    record, 0, "'\(record.fields[0])' does not exist on that day in \(zone.identifier)")
            }
            for index in table.header.fields.indices.dropFirst() {
                long.add(
                    zone: "CISO", UTCInstant(secondsSinceEpoch: start), fuel: table.header.fields[index],
                    try table.amount(record, index), line: record.line, fuelColumn: index + 1)
            }
        }
        return try long.series(format: .caiso, options: options, source: "CAISO fuel mix")
    }
}

extension TraceFormat {
    public static let caiso = TraceFormat(
        "caiso", "a day of CAISO's fuel mix, the day in its path", .startOfStep,
        example: "Time,Solar,Wind,Natural Gas,Large Hydro,Batteries,Imports,Other\n00:00,-48,936,14705,2616,1729,5705,0"
    ) {
        CAISOReader.matches($0)
    } read: { file, options throws(TraceError) in
        try CAISOReader.read(file, options: options)
    }
}
