import Documents
import Reproducibility

/// Reads emissions and forecasts of the Carbon Aware SDK (Green Software Foundation): `location`, `time`, `rating` in gCO2eq/kWh and
/// `duration` of each value.
///
/// The SDK passes on values of several providers and does not say which, so whether they are average or marginal must be given.
enum CarbonAwareSDKReader {
    private static func entries(_ root: DocumentValue) -> [DocumentValue]? {
        (root["Emissions"] ?? root["emissions"] ?? root).elements
    }

    private static func member(_ node: DocumentValue, _ keys: String...) -> (key: String, value: DocumentValue)? {
        for key in keys { if let value = node[key] { return (key, value) } }
        return nil
    }

    private static func forecasts(_ root: DocumentValue) -> [DocumentValue] {
        (root.elements ?? [root]).filter { $0["forecastData"]?.elements != nil }
    }

    static func matches(_ root: DocumentValue) -> Bool {
        if !forecasts(root).isEmpty { return true }
        guard let first = entries(root)?.first else { return false }
        return member(first, "location", "Location") != nil && member(first, "rating", "Rating") != nil
    }

    static func read(_ root: DocumentValue, file: String, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        guard let kind = options.kind else {
            throw TraceError("\(file): does not say whether its intensity is average or marginal.", asking: .kind)
        }
        var data = entries(root) ?? []
        let forecasts = forecasts(root)
        if !forecasts.isEmpty {
            guard forecasts.count == 1 else {
                throw TraceError("\(file): \(forecasts.count) forecasts; one makes a trace. Keep one of them.")
            }
            data = forecasts[0]["forecastData"]?.elements ?? []
        }
        var order: [String] = []
        var byZone: [String: RawSeries] = [:]
        for item in data {
            guard let location = member(item, "location", "Location")?.value.stringValue, !location.isEmpty,
                let time = member(item, "time", "Time", "timestamp"),
                let rating = member(item, "rating", "Rating", "value"),
                let duration = member(item, "duration", "Duration")
            else { throw item.malformed(file, "no 'location', 'time', 'rating' and 'duration'") }
            guard
                let seconds = duration.value.stringValue.flatMap(seconds)
                    ?? duration.value.doubleValue.flatMap({
                        // A number counts minutes.
                        Int(exactly: $0 * 60)
                    }), 1...31_622_400 ~= seconds
            else {
                throw duration.value.malformed(
                    file, "duration \(duration.value.summary); expected such as '01:00:00', at least a second")
            }
            var series =
                byZone.removeValue(forKey: location)
                ?? RawSeries(
                    file: file, format: .carbonAwareSDK, kind: kind, scope: options.scope ?? .unknown,
                    source: "Carbon Aware SDK", rows: [],
                    zones: [RawSeries.Zone(name: location, column: nil, values: [])])
            if series.rows.isEmpty { order.append(location) }
            if !forecasts.isEmpty { series.zones[0].mark(.estimated, row: series.rows.count) }
            series.rows.append(
                RawSeries.Row(
                    instant: try instant(item, time.key, file: file), line: rating.value.line ?? 1,
                    column: rating.value.column, seconds: seconds))
            series.zones[0].values.append(try optionalNumber(item, rating.key, file: file))
            byZone[location] = series
        }
        guard !order.isEmpty else { throw TraceError("\(file): no values.") }
        return order.compactMap { byZone[$0] }
    }

    /// Seconds of `01:00:00` or `1.00:00:00`, the spelling of .NET.
    private static func seconds(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /((\d{1,3})\.)?(\d\d):(\d\d):(\d\d)(\.0+)?/),
            let hours = Int(match.output.3),
            let minutes = Int(match.output.4), let seconds = Int(match.output.5)
        else { return nil }
        return (match.output.2.flatMap { Int($0) } ?? 0) * 86_400 + hours * 3600 + minutes * 60 + seconds
    }
}

extension TraceFormat {
    public static let carbonAwareSDK = TraceFormat(
        "carbon_aware_sdk", "JSON of the Carbon Aware SDK, emissions and forecast", .startOfStep,
        example: """
            [{"location":"westus","time":"2024-05-01T00:00:00+00:00","rating":391.2,"duration":"01:00:00"}]
            """
    ) {
        $0.json.map(CarbonAwareSDKReader.matches) ?? false
    } read: { file, options throws(TraceError) in
        try CarbonAwareSDKReader.read(try file.expectJSON(), file: file.path, options: options)
    }
}
