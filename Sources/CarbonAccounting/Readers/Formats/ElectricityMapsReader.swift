import Documents
import Reproducibility

/// Reads the CSV files of Electricity Maps: hourly to yearly, one or more zones, a direct and a life-cycle column, UTC.
///
/// Column names are compared by their letters and digits alone, which covers the spellings of all years, such as
/// `Carbon Intensity gCO₂eq/kWh (LCA)` and `Carbon intensity gCO₂eq/kWh (Life cycle)`. How long a value holds is in the file's name
/// (`FR_2024_monthly.csv`) or follows from the stamps.
enum ElectricityMapsReader {
    static func matches(_ file: TraceFile) -> Bool {
        file.headerKeys.contains("datetimeutc") && file.headerKeys.contains { $0.hasPrefix("carbonintensitygco2") }
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let stamp = file.column("datetimeutc"),
            let zoneColumn = file.column("zoneid") ?? file.column("zonename") ?? file.column("country")
        else { throw TraceError("\(file.path), line \(table.header.line): no column 'Zone id' to name the zone.") }
        let lifecycle = file.column("carbonintensitygco2eqkwhlca", "carbonintensitygco2eqkwhlifecycle")
        let direct = file.column("carbonintensitygco2eqkwhdirect")
        let scope: EmissionScope = options.scope ?? (lifecycle == nil ? .direct : .lifecycle)
        guard let intensity = scope == .direct ? direct : scope == .lifecycle ? lifecycle : nil else {
            throw TraceError(
                "\(file.path), line \(table.header.line): no intensity column of scope \(scope.rawValue);"
                    + " the header has: \(table.header.fields.joined(separator: ", ")).")
        }
        let flag = file.column("dataestimated", "estimated")
        var order: [String] = []
        var byZone: [String: RawSeries] = [:]
        var reader = StampColumn.Reader(
            StampColumn(
                index: stamp, clock: .utc,
                order: try StampColumn.dateOrder(table, column: stamp, given: options.dateOrder)), file: file.path)
        for record in table.records {
            let zone = record.fields[zoneColumn]
            guard !zone.isEmpty else { throw table.malformed(record, zoneColumn, "the zone has no name") }
            let instant: UTCInstant?
            do throws(InstantError) { instant = try reader.start(record.fields[stamp]) } catch {
                throw table.malformed(record, stamp, error.description)
            }
            guard let instant else { continue }
            var series =
                byZone.removeValue(forKey: zone)
                ?? RawSeries(
                    file: file.path, format: .electricityMaps, kind: .average, scope: scope, source: "Electricity Maps",
                    interval: interval(of: file.path), rows: [],
                    zones: [RawSeries.Zone(name: zone, column: intensity + 1, values: [])])
            if series.rows.isEmpty { order.append(zone) }
            if let flag, record.fields[flag].lowercased() == "true" {
                series.zones[0].mark(.estimated, row: series.rows.count)
            }
            series.rows.append(RawSeries.Row(instant: instant, line: record.line))
            series.zones[0].values.append(try table.number(record, intensity))
            byZone[zone] = series
        }
        guard !order.isEmpty else { throw TraceError("\(file.path): no values after the header.") }
        return order.compactMap { byZone[$0] }
    }

    private static func interval(of path: String) -> ValueInterval? {
        let words = stem(of: path).lowercased().split { $0 == "_" || $0 == "-" }
        return words.contains("monthly")
            ? .month : words.contains("yearly") ? .year : words.contains("daily") ? .seconds(86_400) : nil
    }
}

extension TraceFormat {
    public static let electricityMaps = TraceFormat(
        "electricity_maps", "CSV of Electricity Maps, hourly to yearly, one or more zones", .startOfStep,
        example: """
            Datetime (UTC),Country,Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life cycle)
            2024-01-01 00:00:00,France,FR,20.1,30.5
            """
    ) {
        ElectricityMapsReader.matches($0)
    } read: { file, options throws(TraceError) in
        try ElectricityMapsReader.read(file, options: options)
    }
}
