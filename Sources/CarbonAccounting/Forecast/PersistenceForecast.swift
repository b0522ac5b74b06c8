/// Foretells that the intensity of the last known step lasts.
public struct PersistenceForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        if from.adding(seconds: seconds) <= now { return try trace.mean(zone: zone, from: from, seconds: seconds) }
        return try trace.mean(
            zone: zone, from: now.adding(seconds: -trace.stepSeconds), seconds: trace.stepSeconds)
    }
}
