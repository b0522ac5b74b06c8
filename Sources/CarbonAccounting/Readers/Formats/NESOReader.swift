import Documents
import Foundation

/// Reads the historic generation mix of Great Britain's system operator (NESO): half-hours by fuel with the operator's own
/// intensity, in UTC.
///
/// The operator's intensity is taken, average and direct; a table of factors derives one from the fuels instead.
enum NESOReader {
    static func matches(_ file: TraceFile) -> Bool {
        file.table != nil && file.column("datetime") != nil && file.column("carbonintensity") != nil
            && file.column("gas") != nil && file.column("generation") != nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let stamp = file.column("datetime"), let intensity = file.column("carbonintensity") else {
            throw TraceError("\(file.path): no columns DATETIME and CARBON_INTENSITY.")
        }
        let stamps = StampColumn(index: stamp, clock: .utc)
        if options.factors != nil {
            var options = options
            // Not fuels, but counted in them or out of the country.
            options.ignoredColumns += ["carbon_intensity", "low_carbon", "zero_carbon"]
            var series = try GenerationReader.read(file, stamps: stamps, options: options)
            series.zones[0].name = "GB"
            series.namesZones = true
            return [series]
        }
        let (rows, zones) = try table.series(stamps, columns: [("GB", intensity)])
        return [
            RawSeries(
                file: file.path, format: .neso, kind: .average, scope: .direct,
                source: "NESO historic generation mix, its own carbon intensity", licence: "NESO Open Data Licence",
                rows: rows, zones: zones,
                notes: [
                    "\(file.path): the file's own intensity is taken; a table of factors derives one from its fuels."
                ])
        ]
    }
}

extension TraceFormat {
    public static let neso = TraceFormat(
        "neso", "historic generation mix of NESO (Great Britain) with its own intensity", .startOfStep,
        example: """
            DATETIME,GAS,COAL,NUCLEAR,WIND,GENERATION,CARBON_INTENSITY
            2009-01-01 00:00:00,8382,15037,7099,246,30764,529
            """
    ) {
        NESOReader.matches($0)
    } read: { file, options throws(TraceError) in
        try NESOReader.read(file, options: options)
    }
}
