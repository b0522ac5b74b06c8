import Documents
import Foundation
import Reproducibility

/// Reads the JSON of WattTime's API, version 2: a list of points with `ba`, `point_time` and `value`, or a forecast with
/// `generated_at` and such a list. Marginal rates in pounds per MWh.
enum WattTime2Reader {
    private static func points(_ root: DocumentValue) -> [DocumentValue]? {
        root["forecast"]?.elements ?? root.elements
    }

    static func matches(_ root: DocumentValue) -> Bool {
        guard let first = points(root)?.first else { return false }
        let point = first["forecast"]?.elements?.first ?? first
        return point["ba"] != nil && point["point_time"] != nil
    }

    static func read(_ root: DocumentValue, file: String, options: ReadingOptions) throws(TraceError) -> RawSeries {
        var data = points(root) ?? []
        var notes: [String] = []
        let isForecast = root["generated_at"] != nil || data.contains { $0["forecast"] != nil }
        if data.contains(where: { $0["forecast"] != nil }) {
            let (chosen, issued) = try WattTimeReader.forecast(data, file: file, issued: options.issued)
            data = chosen
            notes.append("\(file): the forecast of \(issued).")
        }
        if isForecast { notes.append("\(file): a forecast; all values are marked estimated.") }
        guard let first = data.first, let region = first["ba"]?.stringValue else {
            throw root.malformed(file, "no points with 'ba' to name the zone")
        }
        for item in data {
            if let other = item["ba"], other.stringValue != region {
                throw other.malformed(file, "a point of \(other.summary) in a series of '\(region)'")
            }
            if let type = item["datatype"], type.stringValue?.uppercased() != "MOER" {
                throw type.malformed(file, "data of type \(type.summary); expected 'MOER'")
            }
            if item["value"] == nil {
                throw item.malformed(file, "a point without 'value'; an index (percent) is no carbon intensity")
            }
        }
        let frequency = first["frequency"].flatMap { $0.doubleValue ?? $0.stringValue.flatMap(Double.init) }
        let interval = frequency.flatMap { Int(exactly: $0) }.flatMap {
            1...86_400 ~= $0 ? ValueInterval.seconds($0) : nil
        }
        let (rows, zone) = try WattTimeReader.series(data, zone: region, isForecast: isForecast, file: file)
        return RawSeries(
            file: file, format: .wattTime2, kind: .marginal, scope: .direct, source: "WattTime MOER",
            interval: interval,
            rows: rows, zones: [zone], notes: notes)
    }
}

/// Reads the monthly tables of WattTime, `timestamp,MOER,MOER version,frequency`, of the region that the file's name begins with:
/// `CAISO_NORTH_2021-01_MOER.csv`.
enum WattTimeTableReader {
    static func matches(_ file: TraceFile) -> Bool {
        (file.column("moer") != nil && file.column("timestamp", "pointtime") != nil) || isOfClient(file)
    }

    /// `point_time,value`, as the client for Python writes it, leaves out what the values are.
    private static func isOfClient(_ file: TraceFile) -> Bool {
        file.column("pointtime") != nil && file.column("value") != nil && file.column("moer") == nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        if isOfClient(file) {
            throw TraceError(
                "\(file.path): WattTime's client writes such tables without region, signal and units.", asking: .signal)
        }
        guard let stamp = file.column("timestamp", "pointtime"), let moer = file.column("moer") else {
            throw TraceError("\(file.path): no columns 'timestamp' and 'MOER'.")
        }
        let region = stem(of: file.path).firstMatch(of: /^(.+?)_\d{4}-\d\d(_MOER)?$/).map { String($0.output.1) }
        guard let zone = region ?? options.zones.first else {
            throw TraceError("\(file.path): neither the file nor its name says the region.", asking: .zone)
        }
        let stamps = try StampColumn.guessed(table, stamp, isUTC: false, options: options)
        var (rows, zones) = try table.series(stamps, columns: [(zone, moer)])
        zones[0].values = zones[0].values.map { $0.map { $0 * WattTimeReader.kilogramsPerPound } }
        var interval: ValueInterval?
        if let frequency = file.column("frequency"), let first = table.records.first,
            let seconds = Int(first.fields[frequency]),
            1...86_400 ~= seconds
        {
            interval = .seconds(seconds)
        }
        return [
            RawSeries(
                file: file.path, format: .wattTimeTable, kind: .marginal, scope: .direct, source: "WattTime MOER",
                interval: interval, rows: rows, zones: zones, namesZones: region != nil)
        ]
    }
}

extension TraceFormat {
    public static let wattTime2 = TraceFormat(
        "watttime_v2", "JSON of WattTime's API version 2, historical and forecast", .startOfStep,
        example: """
            [{"point_time":"2021-01-01T00:00:00.000Z","value":844,"frequency":300,"ba":"CAISO_NORTH","datatype":"MOER"}]
            """
    ) {
        $0.json.map(WattTime2Reader.matches) ?? false
    } read: { file, options throws(TraceError) in
        [try WattTime2Reader.read(try file.expectJSON(), file: file.path, options: options)]
    }

    public static let wattTimeTable = TraceFormat(
        "watttime_table", "monthly CSV of WattTime, whose name begins with the region", .startOfStep,
        example: "timestamp,MOER,MOER version,frequency\n2021-01-01T00:00:00+00:00,844,3.0,300"
    ) {
        WattTimeTableReader.matches($0)
    } read: { file, options throws(TraceError) in
        try WattTimeTableReader.read(file, options: options)
    }
}
