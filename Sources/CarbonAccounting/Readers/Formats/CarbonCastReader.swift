import Documents
import Foundation

/// Reads the CSV files of the CarbonCast data set: `,UTC time,carbon_intensity,coal,nat_gas,…`, one region a file, and its
/// forecasts, `datetime,…,carbon_intensity_actual,avg_carbon_intensity_forecast`.
///
/// The file does not name its region and scope; both come from its name, as published: `CISO_direct_emissions.csv`,
/// `SE_lifecycle_emissions.csv`. Any other name is the region, of unknown scope. Of a forecast file the actual intensity counts;
/// where it is not there the forecast does, as estimated.
enum CarbonCastReader {
    static func matches(_ file: TraceFile) -> Bool {
        file.table != nil
            && ((file.column("utctime") != nil && file.column("carbonintensity") != nil)
                || (stamp(file) != nil && file.column("avgcarbonintensityforecast") != nil))
    }

    private static func stamp(_ file: TraceFile) -> Int? { file.column("utctime", "datetime") }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let stamp = stamp(file),
            let intensity = file.column("carbonintensity", "carbonintensityactual")
                ?? file.column("avgcarbonintensityforecast")
        else { throw TraceError("\(file.path): no columns 'UTC time' and 'carbon_intensity'.") }
        let stamps = StampColumn(index: stamp, clock: .utc)
        if options.factors != nil {
            var series = try GenerationReader.read(file, stamps: stamps, options: options)
            series.zones[0].name = name(of: file.path).zone
            series.namesZones = name(of: file.path).scope != .unknown
            return [series]
        }
        let (zone, scope) = name(of: file.path)
        var (rows, zones) = try table.series(stamps, columns: [(zone, intensity)])
        if let forecast = file.column("avgcarbonintensityforecast"), forecast != intensity {
            for (row, record) in table.records.enumerated() where zones[0].values[row] == nil {
                zones[0].values[row] = try table.number(record, forecast)
                zones[0].mark(.estimated, row: row)
            }
        }
        return [
            RawSeries(
                file: file.path, format: .carbonCast, kind: .average, scope: scope, source: "CarbonCast", rows: rows,
                zones: zones, namesZones: scope != .unknown)
        ]
    }

    private static func name(of path: String) -> (zone: String, scope: EmissionScope) {
        let stem = stem(of: path)
        let words = stem.split(separator: "_").map { $0.lowercased() }
        let scope: EmissionScope =
            words.contains("lifecycle") ? .lifecycle : words.contains("direct") ? .direct : .unknown
        return (scope == .unknown ? stem : String(stem.split(separator: "_")[0]), scope)
    }
}

extension TraceFormat {
    public static let carbonCast = TraceFormat(
        "carboncast", "CSV of the CarbonCast data set, one region a file, whose name says region and scope",
        .startOfStep,
        example: ",UTC time,carbon_intensity,coal,nat_gas\n0,2021-01-01 00:00:00,164.27,9,6574"
    ) {
        CarbonCastReader.matches($0)
    } read: { file, options throws(TraceError) in
        try CarbonCastReader.read(file, options: options)
    }
}
