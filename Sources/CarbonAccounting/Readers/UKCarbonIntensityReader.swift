import Documents
import Reproducibility

/// Reads the national JSON of Great Britain's Carbon Intensity API: half-hours with a forecast and an actual intensity.
///
/// Where the actual intensity is null the forecast is taken and counts as estimated. The intensity is average and direct:
/// the API's method gives wind, solar, hydro and nuclear no emissions.
enum UKCarbonIntensityReader {
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
            let to = try instant(item, "to", file: file)
            let length = to.secondsSinceEpoch - from.secondsSinceEpoch
            guard length > 0, step ?? length == length else {
                throw item.malformed(
                    file, "\(from) to \(to) is not the step of \(step ?? 1800) s that every entry must have")
            }
            step = length
            guard let intensity = item["intensity"] else { throw item.malformed(file, "an entry without 'intensity'") }
            let actual = try optionalNumber(intensity, "actual", file: file)
            let forecast = try optionalNumber(intensity, "forecast", file: file)
            let place = [intensity["actual"], intensity["forecast"]].compactMap(\.self).first ?? intensity
            if actual == nil, forecast != nil { zone.estimated.insert(rows.count) }
            rows.append(RawSeries.Row(instant: from, line: place.line ?? 1, column: place.column))
            zone.values.append(actual ?? forecast)
        }
        return RawSeries(
            file: file, format: .ukCarbonIntensity, kind: .average, scope: .direct,
            source: "Carbon Intensity API (National Energy System Operator, Great Britain)", licence: "CC BY 4.0",
            stepSeconds: step, rows: rows, zones: [zone])
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
        "uk_carbon_intensity", "JSON of Great Britain's Carbon Intensity API; stamps begin the half-hour"
    ) {
        $0.json.map(UKCarbonIntensityReader.matches) ?? false
    } read: { file, scope throws(TraceError) in
        guard let root = file.json else { throw TraceError("\(file.path): not of this layout.") }
        return try UKCarbonIntensityReader.read(root, file: file.path)
    }
}
