import Documents
import Reproducibility

/// Reads `AggregatedGenerationPerType` of ENTSO-E's file library (formerly its FTP server): tab-separated, a line for each
/// instant, area and type, stamps in UTC.
enum ENTSOEFileLibraryReader {
    static func matches(_ file: TraceFile) -> Bool {
        file.table != nil && file.column("resolutioncode") != nil && file.column("productiontype") != nil
            && output(file) != nil
    }

    private static func output(_ file: TraceFile) -> Int? {
        file.column("actualgenerationoutputmw", "actualgenerationoutput")
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let time = file.column("datetimeutc", "datetime"), let resolution = file.column("resolutioncode"),
            let type = file.column("productiontype"), let output = output(file),
            let code = file.column("areamapcode", "mapcode", "areadisplayname", "areaname", "areacode")
        else {
            throw TraceError(
                "\(file.path), line \(table.header.line): expected columns DateTime(UTC), ResolutionCode, AreaMapCode,"
                    + " ProductionType and ActualGenerationOutput[MW].")
        }
        // One code may be a country, a bidding zone and a control area, whose numbers differ.
        let level = file.column("areatypecode")
        func area(_ record: CSVTable.Record) -> String {
            (level.map { record.fields[$0] + "|" } ?? "") + record.fields[code]
        }
        let areas = ENTSOEAreas(table.records.map(area))
        try areas.check(options.zones, file: file.path)
        let consumption = file.column("actualconsumptionmw", "actualconsumption")
        var long = LongGeneration(file: file.path, sortsRows: true)
        for record in table.records {
            let name = area(record)
            guard areas.isWanted(name, options.zones) else { continue }
            guard let stamp = CivilStamp(record.fields[time]), stamp.offset ?? 0 == 0 else {
                throw table.malformed(
                    record, time, InstantError(text: record.fields[time], bareIsUTC: true).description)
            }
            let length = record.fields[resolution]
            guard length.hasPrefix("PT"), length.hasSuffix("M"), let minutes = Int(length.dropFirst(2).dropLast()),
                1...10_080 ~= minutes
            else {
                throw table.malformed(
                    record, resolution, "'\(length)' is no resolution; expected such as PT15M")
            }
            // A line of consumption alone says nothing about generation.
            if record.fields[output].isEmpty, let consumption, !record.fields[consumption].isEmpty { continue }
            long.add(
                zone: areas.name(name), UTCInstant(secondsSinceEpoch: stamp.seconds), fuel: record.fields[type],
                try table.amount(record, output), line: record.line, seconds: minutes * 60)
        }
        return try long.series(
            format: .entsoeFileLibrary, options: options, source: "ENTSO-E aggregated generation per type")
    }
}

extension TraceFormat {
    public static let entsoeFileLibrary = TraceFormat(
        "entsoe_file_library", "ENTSO-E AggregatedGenerationPerType of the file library (FMS)", .startOfStep,
        example: """
            DateTime(UTC)\tResolutionCode\tAreaCode\tAreaDisplayName\tAreaTypeCode\tAreaMapCode\tProductionType\t\
            ActualGenerationOutput[MW]\tActualConsumption[MW]\tUpdateTime(UTC)
            2024-01-01 00:00:00.000\tPT15M\t10YFR-RTE------C\tFrance (FR)\tBZN\tFR\tNuclear\t42000.00\t\t2024-01-06 00:00:00
            """
    ) {
        ENTSOEFileLibraryReader.matches($0)
    } read: { file, options throws(TraceError) in
        try ENTSOEFileLibraryReader.read(file, options: options)
    }
}
