import Reproducibility

/// Predicts the mean of the same hours of the last seven known days; on the first day of a trace, persistence.
public struct WeeklyMeanForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        try trace.meanOfEarlierDays(zone: zone, now: now, from: from, seconds: seconds, days: 7, weight: 1)
            ?? PersistenceForecast(trace).forecast(zone: zone, now: now, from: from, seconds: seconds)
    }
}

extension ForecastModel {
    public static let weeklyMean = ForecastModel("weeklyMean") { trace, _ in WeeklyMeanForecast(trace) }
}
