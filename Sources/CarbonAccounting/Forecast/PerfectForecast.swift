import Reproducibility

/// Predicts what will happen: reads the trace after `now`.
public struct PerfectForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        try trace.mean(zone: zone, from: from, seconds: seconds)
    }
}

extension ForecastModel {
    public static let perfect = ForecastModel("perfect") { trace, _ in PerfectForecast(trace) }
}
