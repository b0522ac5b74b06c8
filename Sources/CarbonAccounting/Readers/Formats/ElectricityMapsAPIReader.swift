import Documents
import Reproducibility

/// Reads the JSON of Electricity Maps' API: history, past and past-range, forecast, and the latest value.
enum ElectricityMapsAPIReader {
    private static let lists = ["history", "data", "forecast"]

    /// Names of granularities as the API spells them.
    private static let granularities: [String: ValueInterval] = [
        "5_minutes": .seconds(300), "15_minutes": .seconds(900), "30_minutes": .seconds(1800), "hourly": .seconds(3600),
        "daily": .seconds(86_400), "monthly": .month, "quarterly": .seconds(0), "yearly": .year,
    ]

    private static func entries(_ root: DocumentValue) -> [DocumentValue]? {
        guard root["zone"]?.stringValue != nil else { return nil }
        if root["carbonIntensity"] != nil, root["datetime"] != nil { return [root] }
        for key in lists { if let list = root[key]?.elements { return list } }
        return nil
    }

    static func matches(_ file: TraceFile) -> Bool {
        guard let list = file.json.flatMap(entries) else { return false }
        return list.isEmpty || list[0]["carbonIntensity"] != nil || list[0]["value"] != nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let root = try file.expectJSON()
        guard let zone = root["zone"]?.stringValue, let list = entries(root) else {
            throw root.malformed(file.path, "no 'zone' with 'history', 'data' or 'forecast'")
        }
        guard !list.isEmpty else { throw TraceError("\(file.path): no values for zone \(zone).") }
        let isForecast = root["forecast"] != nil
        var notes: [String] = isForecast ? ["\(file.path): a forecast; all values are marked estimated."] : []
        var scope: EmissionScope?
        var rows: [RawSeries.Row] = []
        var values = RawSeries.Zone(name: zone, column: nil, values: [])
        for item in list {
            if let other = item["zone"]?.stringValue, other != zone {
                throw item.malformed(file.path, "an entry of zone '\(other)' in an answer for '\(zone)'")
            }
            if let type = item["emissionFactorType"] {
                guard let word = type.stringValue, let said = EmissionScope(rawValue: word), scope ?? said == said
                else {
                    throw type.malformed(
                        file.path,
                        "emission factors of type \(type.summary), where \(scope?.rawValue ?? "direct or lifecycle")"
                            + " is expected")
                }
                scope = said
            }
            let key = item["carbonIntensity"] != nil ? "carbonIntensity" : "value"
            let place = item[key] ?? item
            if isForecast || item["isEstimated"]?.content == .bool(true) { values.mark(.estimated, row: rows.count) }
            rows.append(
                RawSeries.Row(
                    instant: try instant(item, "datetime", file: file.path), line: place.line ?? 1, column: place.column
                ))
            values.values.append(try optionalNumber(item, key, file: file.path))
        }
        if scope == nil {
            let assumed = options.scope ?? .lifecycle
            notes.append(
                "\(file.path): does not say its emission factors; taken as \(assumed.rawValue), the API's default.")
            scope = assumed
        }
        var interval: ValueInterval?
        if let granularity = root["temporalGranularity"] {
            guard let word = granularity.stringValue, let known = granularities[word], known != .seconds(0) else {
                throw granularity.malformed(
                    file.path,
                    "granularity \(granularity.summary); expected hourly, daily, monthly, yearly or 5, 15, 30_minutes")
            }
            interval = known
        }
        return [
            RawSeries(
                file: file.path, format: .electricityMapsAPI, kind: .average, scope: scope ?? .lifecycle,
                source: isForecast ? "Electricity Maps forecast" : "Electricity Maps", interval: interval, rows: rows,
                zones: [values], notes: notes)
        ]
    }
}

extension TraceFormat {
    public static let electricityMapsAPI = TraceFormat(
        "electricity_maps_api", "JSON of Electricity Maps' API: history, past range, forecast", .startOfStep,
        example: """
            {"zone":"DE","history":[{"zone":"DE","carbonIntensity":302,"datetime":"2024-04-25T18:00:00.000Z",\
            "emissionFactorType":"lifecycle","isEstimated":true}]}
            """
    ) {
        ElectricityMapsAPIReader.matches($0)
    } read: { file, options throws(TraceError) in
        try ElectricityMapsAPIReader.read(file, options: options)
    }
}
