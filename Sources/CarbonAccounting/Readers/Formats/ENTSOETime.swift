import Documents
import Foundation
import Reproducibility

/// Reads the market time units of ENTSO-E's tables, such as `01.01.2020 00:00 - 01.01.2020 01:00 (CET/CEST)`.
struct ENTSOETime {
    private static let zones: [String: String] = [
        "UTC": "UTC", "CET/CEST": "Europe/Brussels", "WET/WEST": "Europe/Lisbon", "EET/EEST": "Europe/Athens",
        "BRU": "Europe/Brussels",
    ]
    private static let offsets = [
        "UTC": 0, "CET": 3600, "CEST": 7200, "WET": 0, "WEST": 3600, "EET": 7200, "EEST": 10_800,
    ]

    private let file: String
    private let column: Int
    /// The zone that the header names.
    private let headerZone: String?
    private let options: ReadingOptions
    private var clocks: [String: LocalClock] = [:]

    /// - Parameter header: name of the column, such as `MTU (UTC)`.
    init(_ header: String, column: Int, file: String, options: ReadingOptions) {
        (self.file, self.column, self.options) = (file, column, options)
        headerZone = header.firstMatch(of: /\(([^)]*)\)/).map { String($0.output.1) }
    }

    /// Start and length of a unit; nil for an hour that the clock skipped.
    ///
    /// - Parameter key: the series of the row, for hours that come twice.
    /// - Throws: `TraceError` for another spelling, and with a question where no time zone is named.
    mutating func interval(
        _ text: String, key: String, line: Int
    ) throws(TraceError) -> (start: UTCInstant, seconds: Int)? {
        let place = "\(file), line \(line), column \(column + 1)"
        let parts = text.split(separator: " - ", maxSplits: 1).map { Self.withoutZone(String($0)) }
        guard parts.count == 2, let from = CivilStamp(parts[0].stamp, order: .dayMonth),
            let to = CivilStamp(parts[1].stamp, order: .dayMonth)
        else {
            throw TraceError(refusing: [
                TraceProblem(
                    .malformed, file: file, line: line, column: column + 1,
                    "'\(text)' is no time unit; expected such as 01.01.2020 00:00 - 01.01.2020 01:00 (UTC)")
            ])
        }
        if let start = parts[0].zone.flatMap({ Self.offsets[$0] }),
            let end = parts[1].zone.flatMap({ Self.offsets[$0] })
        {
            return (UTCInstant(secondsSinceEpoch: from.seconds - start), to.seconds - end - from.seconds + start)
        }
        let name = parts[1].zone ?? headerZone
        let identifier = name.flatMap { Self.zones[$0] }
        guard let zone = identifier.flatMap({ TimeZone(identifier: $0) }) ?? options.timeZone else {
            throw TraceError("\(place): '\(text)' does not say its time zone.", asking: .timeZone)
        }
        var clock = clocks[zone.identifier] ?? LocalClock(zone)
        defer { clocks[zone.identifier] = clock }
        guard let start = clock.instant(of: from.seconds, key: key) else { return nil }
        // Where the clock changes within the unit, its end is another instant than its reading says.
        let lengths = [to.seconds - from.seconds] + clock.instants(of: to.seconds).map { $0 - start }
        guard let seconds = lengths.filter({ $0 > 0 }).min() else {
            throw TraceError("\(place): '\(text)' ends before it begins.")
        }
        return (UTCInstant(secondsSinceEpoch: start), seconds)
    }

    private static func withoutZone(_ text: String) -> (stamp: String, zone: String?) {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard text.last == ")", let open = text.lastIndex(of: "(") else { return (text, nil) }
        let zone = text[text.index(after: open)...].dropLast()
        return (text[..<open].trimmingCharacters(in: .whitespaces), String(zone))
    }
}

/// Short names of ENTSO-E's areas: `BZN|DE-LU` is DE-LU, `Germany (DE)` is DE.
///
/// Areas that would have the same short name, such as `BZN|ES` and `CTY|ES`, keep their whole names.
struct ENTSOEAreas {
    private var shortOf: [String: String] = [:]

    init(_ areas: some Sequence<String>) {
        var areasOf: [String: Set<String>] = [:]
        for area in Set(areas) { areasOf[Self.short(area), default: []].insert(area) }
        for (short, names) in areasOf { for name in names { shortOf[name] = names.count == 1 ? short : name } }
    }

    func name(_ area: String) -> String { shortOf[area] ?? area }

    private static func short(_ area: String) -> String {
        if let bar = area.lastIndex(of: "|") { return String(area[area.index(after: bar)...]) }
        if let match = area.firstMatch(of: /\(([^()]+)\)\s*$/) { return String(match.output.1) }
        return area
    }

    /// - Throws: `TraceError` with the areas that there are, if none of them is asked for.
    func check(_ zones: [String], file: String) throws(TraceError) {
        guard !shortOf.isEmpty, !shortOf.keys.contains(where: { isWanted($0, zones) }) else { return }
        let known = shortOf.values.sorted()
        let hint = zones.lazy.compactMap { nearMiss($0, among: known) }.first.map { " Did you mean '\($0)'?" } ?? ""
        throw TraceError(
            "\(file): no zone '\(zones.joined(separator: ", "))'.\(hint) There are: \(known.joined(separator: ", ")).")
    }

    /// Whether an area is among those asked for, by short or whole name; all are if none is asked for.
    func isWanted(_ area: String, _ zones: [String]) -> Bool {
        zones.isEmpty || zones.contains(area) || zones.contains(name(area)) || zones.contains(Self.short(area))
    }
}
