import Documents
import Foundation
import Reproducibility

/// Reads generation by fuel and makes it an intensity: Σ generation · factor / Σ generation over the fuels of each row.
///
/// The stamp is in a column named `utc`, `UTC time`, `Datetime (UTC)`, `timestamp`, ENTSO-E's `MTU` (an interval with
/// `(UTC)`), or EIA's `UTC Time at End of Hour`; an offset or `Z` is needed where the name does not say UTC. All other
/// columns are fuels in one unit of power or energy, but for names, totals and demand.
enum GenerationReader {
    /// Columns beside the fuels, by their letters.
    private static let otherColumns: Set = [
        "", "area", "carbonintensity", "balancingauthority", "datadate", "hournumber", "localtimeatendofhour",
        "unnamed0", "total", "demand", "demandforecast", "totalinterchange", "netgeneration",
    ]

    /// Words by which a column is taken for a fuel where no table of factors is at hand.
    private static let commonFuels: Set = [
        "coal", "gas", "oil", "nuclear", "hydro", "solar", "wind", "biomass", "geothermal", "other", "fossilgas",
        "fossilhardcoal", "windonshore", "windoffshore", "waste", "unknown",
    ]

    /// Whether this looks like generation and not like intensity by zone: a stamp and two or more columns named as fuels.
    static func matches(_ text: CSVTable) -> Bool {
        stampColumn(text) != nil && text.header.fields.count { commonFuels.contains(FuelFactors.key($0)) } >= 2
    }

    private enum StampLayout {
        case iso(bareIsUTC: Bool)
        case interval, americanEndOfHour
    }

    private static func stampColumn(_ text: CSVTable) -> (index: Int, layout: StampLayout)? {
        for (index, name) in text.header.fields.enumerated() {
            switch name.lowercased() {
            case "utc", "utc time", "datetime (utc)", "datetime_utc", "utc_time", "utc_timestamp":
                return (index, .iso(bareIsUTC: true))
            case "timestamp", "datetime", "time": return (index, .iso(bareIsUTC: false))
            case "mtu", "mtu (utc)": return (index, .interval)
            case "utc time at end of hour": return (index, .americanEndOfHour)
            default: continue
            }
        }
        return nil
    }

    static func read(
        _ text: CSVTable, factors: FuelFactors, zone: String, scope: EmissionScope
    ) throws(TraceError) -> RawSeries {
        guard let stamp = stampColumn(text) else {
            throw TraceError(
                "\(text.file), line \(text.header.line): no column of instants (utc, UTC time, Datetime (UTC), MTU, timestamp)."
            )
        }
        var fuels: [(column: Int, factor: Double)] = []
        for (index, name) in text.header.fields.enumerated() where index != stamp.index {
            switch factors.factor(column: name) {
            case .grams(let grams): fuels.append((index, grams))
            case .ignore: continue
            case nil:
                if otherColumns.contains(FuelFactors.key(name)) || name.contains("Actual Consumption") { continue }
                let hint = nearMiss(name, among: factors.fuels).map { " Did you mean '\($0)'?" } ?? ""
                throw TraceError(
                    "\(text.file), line \(text.header.line), column \(index + 1): the table of factors has no fuel"
                        + " '\(name)'.\(hint) Add it with its gCO2eq/kWh, or with 'ignore' if it is no generation.")
            }
        }
        guard !fuels.isEmpty else { throw TraceError("\(text.file), line \(text.header.line): no column of a fuel.") }

        var rows: [RawSeries.Row] = []
        var values: [Double?] = []
        for record in text.records {
            let instant: UTCInstant
            do throws(InstantError) {
                instant = try Self.instant(record.fields[stamp.index], stamp.layout)
            } catch {
                throw text.malformed(record, stamp.index, error.description)
            }
            let (value, column) = try intensity(text, record, fuels)
            rows.append(RawSeries.Row(instant: instant, line: record.line, column: column.map { $0 + 1 }))
            values.append(value)
        }
        return RawSeries(
            file: text.file, format: .generation, kind: .average, scope: scope,
            source: "generation by fuel in \((text.file as NSString).lastPathComponent) with a table of factors",
            rows: rows, zones: [RawSeries.Zone(name: zone, column: nil, values: values)])
    }

    /// The row's intensity; nil if a fuel is missing or nothing was generated, negative or not finite if a fuel is.
    /// With it the column that spoils the row, if one does.
    private static func intensity(
        _ text: CSVTable, _ record: CSVTable.Record, _ fuels: [(column: Int, factor: Double)]
    ) throws(TraceError) -> (value: Double?, column: Int?) {
        var generation = 0.0
        var emissions = 0.0
        for fuel in fuels {
            let field = record.fields[fuel.column].lowercased()
            // ENTSO-E's spellings of no value
            if field == "n/e" || field == "n/a" || field == "-" { return (nil, fuel.column) }
            guard let amount = try text.number(record, fuel.column) else { return (nil, fuel.column) }
            if amount < 0 || !amount.isFinite { return (amount, fuel.column) }
            generation += amount
            emissions += amount * fuel.factor
        }
        return (generation > 0 ? emissions / generation : nil, nil)
    }

    private static func instant(_ text: String, _ layout: StampLayout) throws(InstantError) -> UTCInstant {
        switch layout {
        case .iso(let bareIsUTC):
            return try UTCInstant(iso8601: text, bareIsUTC: bareIsUTC)
        case .interval:
            // 01.06.2020 00:00 - 01.06.2020 01:00 (UTC); the start counts, the end is not needed.
            let words = text.split(separator: " ")
            guard words.count >= 5, words[words.count - 1] == "(UTC)" else {
                throw InstantError(text: text, bareIsUTC: false)
            }
            let day = words[0].split(separator: ".", omittingEmptySubsequences: false)
            guard day.count == 3 else { throw InstantError(text: text, bareIsUTC: false) }
            return try UTCInstant(iso8601: "\(day[2])-\(day[1])-\(day[0])T\(words[1])Z")
        case .americanEndOfHour:
            return try endOfHour(text)
        }
    }

    /// EIA's `6/1/2020 1:00:00 AM`, the end of the hour that is meant.
    private static func endOfHour(_ text: String) throws(InstantError) -> UTCInstant {
        let words = text.split(separator: " ")
        let day = (words.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let clock = (words.count > 1 ? words[1] : "").split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 3, day.count == 3, clock.count == 3, let hour = Int(clock[0]), 1...12 ~= hour,
            words[2] == "AM" || words[2] == "PM"
        else { throw InstantError(text: text, bareIsUTC: true) }
        func two(_ text: some StringProtocol) -> String { text.count == 1 ? "0\(text)" : String(text) }
        let ofDay = hour % 12 + (words[2] == "PM" ? 12 : 0)
        return try UTCInstant(
            iso8601: "\(day[2])-\(two(day[0]))-\(two(day[1]))T\(two(String(ofDay))):\(clock[1]):\(clock[2])Z"
        )
        .adding(seconds: -3600)
    }
}

extension TraceFormat {
    public static let generation = TraceFormat(
        "generation", "generation by fuel, made an intensity by a table of factors"
    ) {
        $0.table.map(GenerationReader.matches) ?? false
    } read: { file, scope throws(TraceError) in
        throw TraceError(
            "\(file.path): this is generation by fuel, not intensity; derive the intensity with a table of emission factors."
        )
    }
}
