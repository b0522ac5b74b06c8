import Reproducibility

/// Predicts what the same hours of the latest known day had; on the first day of a trace, persistence.
public struct SameHourYesterdayForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        // The fewest whole days back such that the slot has ended by now.
        let ahead = from.adding(seconds: seconds).secondsSinceEpoch - now.secondsSinceEpoch
        let days = ahead <= 0 ? 0 : (ahead + 86_399) / 86_400
        let past = from.adding(seconds: -days * 86_400)
        guard past >= trace.start else {
            return try PersistenceForecast(trace).forecast(zone: zone, now: now, from: from, seconds: seconds)
        }
        return try trace.mean(zone: zone, from: past, seconds: seconds)
    }
}

extension ForecastModel {
    public static let sameHourYesterday = ForecastModel("sameHourYesterday") { trace, _ in
        SameHourYesterdayForecast(trace)
    }
}
