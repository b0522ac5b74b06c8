import Documents
import Foundation

/// Reads the CSV files of the CarbonCast data set: `,UTC time,carbon_intensity,coal,nat_gas,…`, one region a file.
///
/// The file does not name its region and scope; both come from its name, as published: `CISO_direct_emissions.csv`,
/// `SE_lifecycle_emissions.csv`. Any other name is the region, of unknown scope.
enum CarbonCastReader {
    static func matches(_ text: CSVTable) -> Bool {
        text.column("utc time") != nil && text.column("carbon_intensity") != nil
    }

    static func read(_ text: CSVTable) throws(TraceError) -> RawSeries {
        guard let stamp = text.column("utc time"), let intensity = text.column("carbon_intensity") else {
            throw TraceError("\(text.file): no columns 'UTC time' and 'carbon_intensity'.")
        }
        let stem = ((text.file as NSString).lastPathComponent as NSString).deletingPathExtension
        let words = stem.split(separator: "_").map { $0.lowercased() }
        let scope: EmissionScope =
            words.contains("lifecycle") ? .lifecycle : words.contains("direct") ? .direct : .unknown
        let name = scope == .unknown ? stem : String(stem.split(separator: "_")[0])
        let (rows, zones) = try text.series(stamp: stamp, bareIsUTC: true, columns: [(name, intensity)])
        return RawSeries(
            file: text.file, format: .carbonCast, kind: .average, scope: scope, source: "CarbonCast", rows: rows,
            zones: zones)
    }
}

extension TraceFormat {
    public static let carbonCast = TraceFormat(
        "carboncast", "CSV of the CarbonCast data set, one region a file; stamps begin the hour"
    ) {
        $0.table.map(CarbonCastReader.matches) ?? false
    } read: { file, scope throws(TraceError) in
        guard let table = file.table else { throw TraceError("\(file.path): not of this layout.") }
        return try CarbonCastReader.read(table)
    }
}
