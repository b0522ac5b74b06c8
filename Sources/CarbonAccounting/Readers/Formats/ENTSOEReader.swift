import Documents
import Foundation
import Reproducibility

/// Reads "actual generation per production type" as the transparency platform of ENTSO-E exported it until 2024: a line for each
/// time unit, a column for each type.
///
/// `n/e` is no such plant, `-`, `N/A` and an empty field are missing. Columns of consumption are left out: what storage gives
/// back was counted when it was generated. Areas are in the column `Area` or at the end of the columns' titles.
enum ENTSOEReader {
    private struct Column {
        let index: Int
        let fuel: String
        let area: String?
    }

    static func matches(_ file: TraceFile) -> Bool {
        guard let table = file.table else { return false }
        return timeColumn(table) != nil && table.header.fields.contains { $0.contains("Actual Aggregated") }
    }

    private static func timeColumn(_ table: CSVTable) -> Int? {
        // `MTU`, `MTU (UTC)`, `Time (CET/CEST)`
        table.header.fields.firstIndex { ["mtu", "time"].contains(lettersAndDigits(String($0.prefix { $0 != "(" }))) }
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        let fields = table.header.fields
        guard let time = timeColumn(table) else { throw TraceError("\(file.path): no column 'MTU'.") }
        let areaColumn = table.column("area")
        var columns: [Column] = []
        for (index, name) in fields.enumerated() where index != time && index != areaColumn {
            guard
                let match = name.firstMatch(
                    of: /^(.*?)\s+-\s+Actual (Aggregated|Consumption)\s*\[MW\](\s*[-\/]\s*(.+))?$/)
            else {
                throw TraceError(
                    "\(file.path), line \(table.header.line), column \(index + 1): '\(name)' is no production type; expected"
                        + " such as 'Fossil Gas - Actual Aggregated [MW]'.")
            }
            if match.output.2 == "Consumption" { continue }
            columns.append(Column(index: index, fuel: String(match.output.1), area: match.output.4.map { String($0) }))
        }
        let areas = ENTSOEAreas(
            areaColumn.map { area in table.records.map { $0.fields[area] } } ?? columns.compactMap(\.area))
        try areas.check(options.zones, file: file.path)
        var clock = ENTSOETime(fields[time], column: time, file: file.path, options: options)
        var long = LongGeneration(file: file.path, sortsRows: false)
        for record in table.records {
            let rowArea = areaColumn.map { record.fields[$0] }
            let unit = try clock.interval(record.fields[time], key: rowArea ?? "", line: record.line)
            for column in columns {
                let amount = try table.amount(record, column.index)
                guard let unit else {
                    if case .megawatts = amount { throw skippedHour(table, record, time) }
                    continue
                }
                let area = rowArea ?? column.area ?? ""
                guard area.isEmpty || areas.isWanted(area, options.zones) else { continue }
                long.add(
                    zone: areas.name(area), unit.start, fuel: column.fuel, amount, line: record.line,
                    fuelColumn: column.index + 1, seconds: unit.seconds)
            }
        }
        return try long.series(
            format: .entsoe, options: options, source: "ENTSO-E actual generation per production type")
    }

    static func skippedHour(_ table: CSVTable, _ record: CSVTable.Record, _ time: Int) -> TraceError {
        table.malformed(
            record, time, "'\(record.fields[time])' has values, though the clock skips it; is the time zone another?")
    }
}

/// Reads the same data as the platform exports it since 2024: a line for each time unit, area and type.
enum ENTSOELongReader {
    static func matches(_ file: TraceFile) -> Bool {
        file.table != nil && file.column("productiontype") != nil && file.column("generationmw") != nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let time = file.headerKeys.firstIndex(where: { $0.hasPrefix("mtu") || $0.hasPrefix("time") }),
            let type = file.column("productiontype"), let power = file.column("generationmw")
        else {
            throw TraceError("\(file.path), line \(table.header.line): no column 'MTU'.")
        }
        let area = file.column("area")
        let areas = ENTSOEAreas(area.map { area in table.records.map { $0.fields[area] } } ?? [])
        try areas.check(options.zones, file: file.path)
        var clock = ENTSOETime(table.header.fields[time], column: time, file: file.path, options: options)
        var long = LongGeneration(file: file.path, sortsRows: true)
        for record in table.records {
            let name = area.map { record.fields[$0] } ?? ""
            guard name.isEmpty || areas.isWanted(name, options.zones) else { continue }
            let fuel = record.fields[type]
            let amount = try table.amount(record, power)
            guard let unit = try clock.interval(record.fields[time], key: "\(name)\n\(fuel)", line: record.line) else {
                if case .megawatts = amount { throw ENTSOEReader.skippedHour(table, record, time) }
                continue
            }
            long.add(
                zone: areas.name(name), unit.start, fuel: fuel, amount, line: record.line, seconds: unit.seconds)
        }
        return try long.series(
            format: .entsoeLong, options: options, source: "ENTSO-E actual generation per production type")
    }
}

extension TraceFormat {
    public static let entsoe = TraceFormat(
        "entsoe", "ENTSO-E generation per type, a column for each type (portal until 2024)", .bothEnds,
        example: """
            "Area","MTU","Fossil Gas  - Actual Aggregated [MW]","Nuclear  - Actual Aggregated [MW]"
            "Germany (DE)","01.06.2023 00:00 - 01.06.2023 00:15 (CET/CEST)","5200","n/e"
            """
    ) {
        ENTSOEReader.matches($0)
    } read: { file, options throws(TraceError) in
        try ENTSOEReader.read(file, options: options)
    }

    public static let entsoeLong = TraceFormat(
        "entsoe_long", "ENTSO-E generation per type, a line for each type (portal since 2024)", .bothEnds,
        example: """
            "MTU (CET/CEST)","Area","Production Type","Generation (MW)"
            "01/01/2025 00:00:00 - 01/01/2025 00:15:00","BZN|DE-LU","Fossil Gas","5200.00"
            """
    ) {
        ENTSOELongReader.matches($0)
    } read: { file, options throws(TraceError) in
        try ENTSOELongReader.read(file, options: options)
    }
}
