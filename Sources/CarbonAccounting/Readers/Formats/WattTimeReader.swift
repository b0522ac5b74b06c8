import Documents
import Foundation
import Reproducibility

/// Reads the JSON of WattTime's API, version 3: `data` with `point_time` and `value`, `meta` with region, signal and units.
///
/// `co2_moer` is the marginal rate, `co2_aoer` the average one; both count what leaves the stack, in pounds per MWh. Of historical
/// forecasts one is read; all values of a forecast are marked estimated.
enum WattTimeReader {
    /// Kilograms of an avoirdupois pound, by definition (1959); lb/MWh times it is kg/MWh, which is g/kWh.
    static let kilogramsPerPound = 0.45359237

    static func matches(_ root: DocumentValue) -> Bool {
        root["meta"]?["signal_type"] != nil && root["data"]?.elements != nil
    }

    static func read(_ root: DocumentValue, file: String, options: ReadingOptions) throws(TraceError) -> RawSeries {
        guard let meta = root["meta"], let signal = meta["signal_type"], var data = root["data"]?.elements else {
            throw root.malformed(file, "no 'data' and 'meta'")
        }
        let kind: SignalKind
        if signal.stringValue == "co2_moer" {
            kind = .marginal
        } else if signal.stringValue == "co2_aoer" {
            kind = .average
        } else {
            throw signal.malformed(
                file, "signal \(signal.summary) is no carbon intensity; expected 'co2_moer' or 'co2_aoer'")
        }
        guard let region = meta["region"]?.stringValue, !region.isEmpty else {
            throw meta.malformed(file, "no 'region' to name the zone")
        }
        guard let units = meta["units"], units.stringValue == "lbs_co2_per_mwh" else {
            let node = meta["units"] ?? meta
            throw node.malformed(
                file, "units \(node.summary) are not those of an intensity; expected 'lbs_co2_per_mwh'")
        }
        var interval: ValueInterval?
        if let seconds = try optionalNumber(meta, "data_point_period_seconds", file: file) {
            guard seconds >= 1, seconds <= 86_400, seconds == seconds.rounded() else {
                throw meta.malformed(file, "a period of \(seconds) s is not a whole number of seconds up to a day")
            }
            interval = .seconds(Int(saturating: seconds))
        }
        var notes: [String] = []
        var isForecast = meta["generated_at"] != nil
        if data.contains(where: { $0["forecast"] != nil }) {
            let (chosen, issued) = try forecast(data, file: file, issued: options.issued)
            data = chosen
            isForecast = true
            notes.append("\(file): the forecast of \(issued).")
        }
        if isForecast { notes.append("\(file): a forecast; all values are marked estimated.") }
        for warning in meta["warnings"]?.elements ?? [] {
            let words = warning["message"]?.stringValue ?? warning["type"]?.stringValue ?? warning.summary
            notes.append("\(file): WattTime warns: \(words)")
        }
        let (rows, zone) = try series(data, zone: region, isForecast: isForecast, file: file)
        return RawSeries(
            file: file, format: .wattTime, kind: kind, scope: .direct, source: "WattTime \(signal.stringValue ?? "")",
            interval: interval, rows: rows, zones: [zone], notes: notes)
    }

    /// The forecast that is asked for, or the only one.
    static func forecast(
        _ data: [DocumentValue], file: String, issued: String?
    ) throws(TraceError) -> (points: [DocumentValue], issued: String) {
        let forecasts = data.compactMap { item in item["forecast"]?.elements.map { (item, $0) } }
        if let issued {
            guard let wanted = CivilStamp(issued), let offset = wanted.offset else {
                throw TraceError("'\(issued)' is no instant; expected such as 2024-05-01T00:00Z.")
            }
            for (item, points) in forecasts {
                let made = try instant(item, "generated_at", file: file)
                if made.secondsSinceEpoch == wanted.seconds - offset { return (points, made.description) }
            }
        }
        guard issued == nil, forecasts.count == 1 else {
            let times = forecasts.compactMap { $0.0["generated_at"]?.stringValue }
            throw TraceError(
                "\(file): \(forecasts.count) forecasts, made at \(times.prefix(4).joined(separator: ", "))"
                    + (times.count > 4 ? ", …" : "") + "; one makes a trace.", asking: .issued)
        }
        return (forecasts[0].1, forecasts[0].0["generated_at"]?.stringValue ?? "an unknown time")
    }

    /// Points in pounds per MWh.
    static func series(
        _ data: [DocumentValue], zone: String, isForecast: Bool, file: String
    ) throws(TraceError) -> (rows: [RawSeries.Row], zone: RawSeries.Zone) {
        var rows: [RawSeries.Row] = []
        var zone = RawSeries.Zone(name: zone, column: nil, values: [])
        for item in data {
            let place = item["value"] ?? item
            if isForecast { zone.mark(.estimated, row: rows.count) }
            if item["imputed_data_used"]?.content == .bool(true) { zone.mark(.imputed, row: rows.count) }
            rows.append(
                RawSeries.Row(
                    instant: try instant(item, "point_time", file: file), line: place.line ?? 1, column: place.column))
            zone.values.append(try optionalNumber(item, "value", file: file).map { $0 * kilogramsPerPound })
        }
        return (rows, zone)
    }
}

extension TraceFormat {
    public static let wattTime = TraceFormat(
        "watttime", "JSON of WattTime's API version 3, historical and forecast", .startOfStep,
        example: """
            {"data":[{"point_time":"2024-05-01T00:00:00+00:00","value":870.0}],"meta":{"region":"CAISO_NORTH",\
            "signal_type":"co2_moer","units":"lbs_co2_per_mwh","data_point_period_seconds":300}}
            """
    ) {
        $0.json.map(WattTimeReader.matches) ?? false
    } read: { file, options throws(TraceError) in
        [try WattTimeReader.read(try file.expectJSON(), file: file.path, options: options)]
    }
}
