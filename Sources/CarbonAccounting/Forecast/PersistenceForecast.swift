import Reproducibility

/// Predicts that the intensity of the last known time, as long as a step of the trace, lasts.
public struct PersistenceForecast: ForecastProvider {
    public let trace: CarbonTrace

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        if from.adding(seconds: seconds) <= now { return try trace.mean(zone: zone, from: from, seconds: seconds) }
        // Soon after its start the trace is known for less than a step; before it for nothing, which `mean` reports.
        let sinceStart = now.secondsSinceEpoch - trace.start.secondsSinceEpoch
        let known = sinceStart > 0 ? min(trace.stepSeconds, sinceStart) : trace.stepSeconds
        return try trace.mean(zone: zone, from: now.adding(seconds: -known), seconds: known)
    }
}

extension ForecastModel {
    public static let persistence = ForecastModel("persistence") { trace, _ in PersistenceForecast(trace) }
}
