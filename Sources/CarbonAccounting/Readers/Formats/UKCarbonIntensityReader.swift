import Documents
import Reproducibility

/// Reads the national JSON of Great Britain's Carbon Intensity API: half-hours with a forecast and an actual intensity.
///
/// Where the actual intensity is null the forecast is taken and counts as estimated. The intensity is average and direct:
/// the API's method gives wind, solar, hydro and nuclear no emissions.
enum UKCarbonIntensityReader {
    static let source = "Carbon Intensity API (National Energy System Operator, Great Britain)"
    static let licence = "CC BY 4.0"

    static func matches(_ root: DocumentValue) -> Bool {
        guard let first = root["data"]?.elements?.first else { return false }
        return first["from"] != nil && first["to"] != nil && first["intensity"] != nil
    }

    static func read(_ root: DocumentValue, file: String) throws(TraceError) -> RawSeries {
        var rows: [RawSeries.Row] = []
        var zone = RawSeries.Zone(name: "GB", column: nil, values: [])
        var step: Int?
        for item in root["data"]?.elements ?? [] {
            let from = try instant(item, "from", file: file)
            let length = try seconds(item, from: from, expected: step, file: file)
            guard let intensity = item["intensity"] else { throw item.malformed(file, "an entry without 'intensity'") }
            if intensity["forecast"] == nil, intensity["actual"] == nil, intensity["average"] != nil {
                throw intensity.malformed(
                    file,
                    "the maximum, average and minimum of a period, not the intensity of half-hours; ask the API for"
                        + " /intensity/FROM/TO in place of /intensity/stats")
            }
            step = length
            let actual = try optionalNumber(intensity, "actual", file: file)
            let forecast = try optionalNumber(intensity, "forecast", file: file)
            let place = [intensity["actual"], intensity["forecast"]].compactMap(\.self).first ?? intensity
            if actual == nil, forecast != nil { zone.mark(.estimated, row: rows.count) }
            rows.append(RawSeries.Row(instant: from, line: place.line ?? 1, column: place.column))
            zone.values.append(actual ?? forecast)
        }
        return RawSeries(
            file: file, format: .ukCarbonIntensity, kind: .average, scope: .direct, source: source, licence: licence,
            interval: step.map { .seconds($0) }, rows: rows, zones: [zone])
    }

    /// The length of an entry, which must be that of those before.
    static func seconds(
        _ item: DocumentValue, from: UTCInstant, expected: Int?, file: String
    ) throws(TraceError) -> Int {
        let to = try instant(item, "to", file: file)
        let length = to.secondsSinceEpoch - from.secondsSinceEpoch
        guard length > 0, expected ?? length == length else {
            throw item.malformed(
                file, "\(from) to \(to) is not the step of \(expected ?? 1800) s that every entry must have")
        }
        return length
    }
}

/// Reads the regional JSON of the same API: all regions for each half-hour, or one region. There are forecasts alone.
enum UKRegionalReader {
    static func matches(_ root: DocumentValue) -> Bool {
        root["data"]?.elements?.first?["regions"] != nil || !regions(root).isEmpty
    }

    /// Regions with a list of half-hours of their own.
    private static func regions(_ root: DocumentValue) -> [DocumentValue] {
        guard let data = root["data"] else { return [] }
        return (data.elements ?? [data]).filter { $0["regionid"] != nil && $0["data"] != nil }
    }

    static func read(_ root: DocumentValue, file: String) throws(TraceError) -> [RawSeries] {
        var order: [String] = []
        var byZone: [String: RawSeries] = [:]
        func add(_ region: DocumentValue, _ item: DocumentValue, _ intensity: DocumentValue?) throws(TraceError) {
            guard let name = region["shortname"]?.stringValue, !name.isEmpty else {
                throw region.malformed(file, "a region without 'shortname'")
            }
            guard let intensity else { throw item.malformed(file, "an entry without 'intensity'") }
            let from = try instant(item, "from", file: file)
            let length = try UKCarbonIntensityReader.seconds(item, from: from, expected: nil, file: file)
            var series =
                byZone.removeValue(forKey: name)
                ?? RawSeries(
                    file: file, format: .ukRegional, kind: .average, scope: .direct,
                    source: UKCarbonIntensityReader.source,
                    licence: UKCarbonIntensityReader.licence, rows: [],
                    zones: [RawSeries.Zone(name: name, column: nil, values: [])],
                    notes: ["\(file): regional intensities are forecasts; all are marked estimated."])
            if series.rows.isEmpty { order.append(name) }
            let place = intensity["forecast"] ?? intensity
            series.zones[0].mark(.estimated, row: series.rows.count)
            series.rows.append(
                RawSeries.Row(instant: from, line: place.line ?? 1, column: place.column, seconds: length))
            series.zones[0].values.append(try optionalNumber(intensity, "forecast", file: file))
            byZone[name] = series
        }
        for region in regions(root) {
            guard let data = region["data"] else { continue }
            for item in data.elements ?? [data] { try add(region, item, item["intensity"]) }
        }
        if order.isEmpty {
            for item in root["data"]?.elements ?? [] {
                for region in item["regions"]?.elements ?? [] { try add(region, item, region["intensity"]) }
            }
        }
        return order.compactMap { byZone[$0] }
    }
}

/// The instant under a key.
func instant(_ node: DocumentValue, _ key: String, file: String) throws(TraceError) -> UTCInstant {
    guard let member = node[key], let text = member.stringValue else {
        throw (node[key] ?? node).malformed(file, "no instant under '\(key)'")
    }
    do throws(InstantError) {
        return try UTCInstant(iso8601: text)
    } catch {
        throw member.malformed(file, error.description)
    }
}

/// The number under a key; nil if it is null or not there.
func optionalNumber(_ node: DocumentValue, _ key: String, file: String) throws(TraceError) -> Double? {
    guard let member = node[key], !member.isNull else { return nil }
    guard let number = member.doubleValue else { throw member.malformed(file, "'\(key)' is not a number") }
    return number
}

extension DocumentValue {
    func malformed(_ file: String, _ message: String) -> TraceError {
        TraceError(refusing: [TraceProblem(.malformed, file: file, line: line, column: column, message)])
    }
}

extension TraceFormat {
    public static let ukCarbonIntensity = TraceFormat(
        "uk_carbon_intensity", "national JSON of Great Britain's Carbon Intensity API", .bothEnds,
        example: """
            {"data":[{"from":"2018-01-20T12:00Z","to":"2018-01-20T12:30Z","intensity":{"forecast":266,"actual":263}}]}
            """
    ) {
        $0.json.map(UKCarbonIntensityReader.matches) ?? false
    } read: { file, _ throws(TraceError) in
        [try UKCarbonIntensityReader.read(try file.expectJSON(), file: file.path)]
    }

    public static let ukRegional = TraceFormat(
        "uk_regional", "regional JSON of the same API, forecasts alone", .bothEnds,
        example: """
            {"data":[{"from":"2024-01-15T00:00Z","to":"2024-01-15T00:30Z","regions":[{"regionid":13,"shortname":"London",\
            "intensity":{"forecast":266}}]}]}
            """
    ) {
        $0.json.map(UKRegionalReader.matches) ?? false
    } read: { file, _ throws(TraceError) in
        try UKRegionalReader.read(try file.expectJSON(), file: file.path)
    }
}
