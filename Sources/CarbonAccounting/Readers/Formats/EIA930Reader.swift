import Documents
import Foundation
import Reproducibility

/// Reads the balance files of form EIA-930 and the sheets of the hourly grid monitor: a line for each authority and hour.
///
/// Stamps are the ends of hours in UTC. Of a fuel with columns `(Adjusted)` and `(Imputed)` the adjusted value counts, and
/// where EIA imputed it the hour is marked; `ReadingOptions.authorityValues` asks for the values as reported.
enum EIA930Reader {
    private struct Column {
        let fuel: String
        var reported: Int?
        var adjusted: Int?
        var imputed: Int?
    }

    static func matches(_ file: TraceFile) -> Bool { file.table.map { columns($0).count > 1 } ?? false }

    /// `Net Generation (MW) from Coal`, `Net Generation (MW) from Coal (Imputed)`, `NG: COL`, `Adjusted COL Gen`.
    private static func columns(_ table: CSVTable) -> [Column] {
        var columns: [Column] = []
        func index(_ fuel: String) -> Int {
            if let known = columns.firstIndex(where: { $0.fuel == fuel }) { return known }
            columns.append(Column(fuel: fuel))
            return columns.count - 1
        }
        for (field, name) in table.header.fields.enumerated() {
            if let match = name.wholeMatch(
                of: /Net Generation \(MW\) from (.+?)( \((Imputed|Adjusted)\))?/.ignoresCase())
            {
                let position = index(String(match.output.1))
                if match.output.3 == nil {
                    columns[position].reported = field
                } else if match.output.3?.lowercased() == "imputed" {
                    columns[position].imputed = field
                } else {
                    columns[position].adjusted = field
                }
            } else if let match = name.wholeMatch(of: /NG: ([A-Z]{2,3})/) {
                columns[index(String(match.output.1))].reported = field
            } else if let match = name.wholeMatch(of: /(Imputed|Adjusted) ([A-Z]{2,3}) Gen/) {
                let position = index(String(match.output.2))
                if match.output.1 == "Imputed" {
                    columns[position].imputed = field
                } else {
                    columns[position].adjusted = field
                }
            }
        }
        return columns
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        let columns = columns(table)
        let authority = file.column("balancingauthority", "ba", "respondent", "bacode", "region")
        let stamps = try stampColumn(file, table, options)
        let instants = try table.starts(stamps) { record in authority.map { record.fields[$0] } ?? "" }
        var long = LongGeneration(file: file.path, sortsRows: false)
        for (record, instant) in zip(table.records, instants) {
            let zone = authority.map { record.fields[$0] } ?? ""
            guard let instant, options.zones.isEmpty || zone.isEmpty || options.zones.contains(zone) else { continue }
            for column in columns {
                let imputed = column.imputed.map { !record.fields[$0].isEmpty } ?? false
                let choice =
                    switch options.authorityValues {
                    case .adjusted: column.adjusted ?? column.reported
                    case .reported: column.reported ?? column.adjusted
                    }
                guard let choice = choice ?? column.imputed else { continue }
                long.add(
                    zone: zone, instant, fuel: column.fuel, try table.amount(record, choice), line: record.line,
                    fuelColumn: choice + 1, seconds: 3600,
                    marks: imputed && choice != column.reported ? .imputed : [])
            }
        }
        return try long.series(format: .eia930, options: options, source: "EIA-930 net generation by energy source")
    }

    private static func stampColumn(
        _ file: TraceFile, _ table: CSVTable, _ options: ReadingOptions
    ) throws(TraceError) -> StampColumn {
        let isUTC = file.column("utctimeatendofhour", "utctime")
        guard let index = isUTC ?? file.column("localtimeatendofhour", "localtime") else {
            throw TraceError("\(file.path), line \(table.header.line): no column 'UTC Time at End of Hour'.")
        }
        var options = options
        options.dateOrder = .monthDay
        var column = try StampColumn.guessed(table, index, isUTC: isUTC != nil, options: options)
        column.secondsToStart = 3600
        return column
    }
}

/// Reads the answers of EIA's API version 2 for hourly generation by energy source (`electricity/rto/fuel-type-data`).
enum EIAAPIReader {
    private static func data(_ root: DocumentValue) -> [DocumentValue]? {
        (root["response"] ?? root)["data"]?.elements
    }

    static func matches(_ file: TraceFile) -> Bool {
        guard let first = file.json.flatMap(data)?.first else { return false }
        return first["respondent"] != nil && first["fueltype"] != nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let root = try file.expectJSON()
        var long = LongGeneration(file: file.path, sortsRows: true)
        for item in data(root) ?? [] {
            guard let zone = item["respondent"]?.stringValue, let fuel = item["fueltype"]?.stringValue,
                let period = item["period"], let text = period.stringValue
            else { throw item.malformed(file.path, "no 'respondent', 'fueltype' and 'period'") }
            guard options.zones.isEmpty || options.zones.contains(zone) else { continue }
            // 2023-06-01T01 is the hour that ends at 01:00 UTC; with an offset it is local time.
            guard text.contains("T"), let end = CivilStamp(text) else {
                throw period.malformed(file.path, "'\(text)' is no hour; expected such as 2023-06-01T01")
            }
            let value = item["value"] ?? item
            let amount: GenerationMix.Amount? =
                value.isNull
                ? .missing : value.doubleValue.map { .megawatts($0) } ?? value.stringValue.flatMap { .init($0) }
            guard let amount else { throw value.malformed(file.path, "'value' is not a number") }
            long.add(
                zone: zone, UTCInstant(secondsSinceEpoch: end.seconds - (end.offset ?? 0) - 3600), fuel: fuel, amount,
                line: value.line ?? 1, seconds: 3600)
        }
        return try long.series(format: .eiaAPI, options: options, source: "EIA-930 net generation by energy source")
    }
}

extension TraceFormat {
    public static let eia930 = TraceFormat(
        "eia930", "EIA-930 balance files and grid monitor sheets, many authorities in one", .endOfHour,
        example: """
            Balancing Authority,UTC Time at End of Hour,Net Generation (MW) from Coal,Net Generation (MW) from Natural Gas
            CISO,06/01/2023 1:00:00 AM,10,"9,010"
            """
    ) {
        EIA930Reader.matches($0)
    } read: { file, options throws(TraceError) in
        try EIA930Reader.read(file, options: options)
    }

    public static let eiaAPI = TraceFormat(
        "eia_api", "JSON of EIA's API version 2, generation by fuel type", .endOfHour,
        example: """
            {"response":{"data":[{"period":"2023-06-01T01","respondent":"CISO","fueltype":"COL","value":"10"}]}}
            """
    ) {
        EIAAPIReader.matches($0)
    } read: { file, options throws(TraceError) in
        try EIAAPIReader.read(file, options: options)
    }
}
