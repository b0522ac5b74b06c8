import Reproducibility

/// Foretells what will happen: reads the trace after `now`.
public struct PerfectForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        try trace.mean(zone: zone, from: from, seconds: seconds)
    }
}
