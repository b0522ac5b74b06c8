import Documents
import Reproducibility

/// Reads the JSON of WattTime's API, version 3: `data` with `point_time` and `value`, `meta` with region, signal and units.
///
/// `co2_moer` is the marginal rate, `co2_aoer` the average one; both count what leaves the stack, in pounds per MWh.
enum WattTimeReader {
    /// Kilograms of an avoirdupois pound, by definition (1959); lb/MWh times it is kg/MWh, which is g/kWh.
    static let kilogramsPerPound = 0.45359237

    static func matches(_ root: DocumentValue) -> Bool {
        root["meta"]?["signal_type"] != nil && root["data"]?.elements != nil
    }

    static func read(_ root: DocumentValue, file: String) throws(TraceError) -> RawSeries {
        guard let meta = root["meta"], let signal = meta["signal_type"], let data = root["data"]?.elements else {
            throw root.malformed(file, "no 'data' and 'meta'")
        }
        let kind: SignalKind
        switch signal.stringValue {
        case "co2_moer": kind = .marginal
        case "co2_aoer": kind = .average
        default: throw signal.malformed(file, "signal '\(signal.stringValue ?? "")' is neither co2_moer nor co2_aoer")
        }
        guard let region = meta["region"]?.stringValue, !region.isEmpty else {
            throw meta.malformed(file, "no 'region' to name the zone")
        }
        guard let units = meta["units"], units.stringValue == "lbs_co2_per_mwh" else {
            let node = meta["units"] ?? meta
            throw node.malformed(file, "units '\(node.stringValue ?? "")' where lbs_co2_per_mwh is expected")
        }
        var step: Int?
        if let seconds = try optionalNumber(meta, "data_point_period_seconds", file: file) {
            guard seconds >= 1, seconds <= 86_400, seconds == seconds.rounded() else {
                throw meta.malformed(file, "a period of \(seconds) s is not a whole number of seconds up to a day")
            }
            step = Int(saturating: seconds)
        }
        var rows: [RawSeries.Row] = []
        var zone = RawSeries.Zone(name: region, column: nil, values: [])
        for item in data {
            let place = item["value"] ?? item
            rows.append(
                RawSeries.Row(
                    instant: try instant(item, "point_time", file: file), line: place.line ?? 1, column: place.column))
            zone.values.append(try optionalNumber(item, "value", file: file).map { $0 * kilogramsPerPound })
        }
        return RawSeries(
            file: file, format: .wattTime, kind: kind, scope: .direct, source: "WattTime \(signal.stringValue ?? "")",
            stepSeconds: step, rows: rows, zones: [zone])
    }
}

extension TraceFormat {
    public static let wattTime = TraceFormat(
        "watttime", "JSON of WattTime's API version 3; stamps begin the step"
    ) {
        $0.json.map(WattTimeReader.matches) ?? false
    } read: { file, scope throws(TraceError) in
        guard let root = file.json else { throw TraceError("\(file.path): not of this layout.") }
        return try WattTimeReader.read(root, file: file.path)
    }
}
