import Foundation
import Reproducibility

/// Exponential smoothing with a season of a day, and what is now above or below it fading out.
///
///     s(slot) = Σ_k 0.9^k · x(slot, k days earlier) / Σ_k 0.9^k      over the last 28 known days
///     forecast = max(0, s(slot) + 0.97^h · (x(last step) − s(last step)))      h hours from the last step to the slot
///
/// A seasonal exponential smoothing (Winters 1960, without trend) with first-order autocorrelated errors (Chatfield 1978). The two
/// constants were chosen on `europe-2020-hourly.csv`, on which the error hardly depends on them, and serve every trace.
/// On the first day of a trace, persistence.
public struct SmoothingForecast: ForecastProvider {
    public let trace: CarbonTrace
    /// Weight of a day to that of the day after it.
    static let dayWeight = 0.9
    static let days = 28
    /// Part of a deviation that is left after an hour.
    static let hourlyPersistence = 0.97

    public init(_ trace: CarbonTrace) { self.trace = trace }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        let last = try PersistenceForecast(trace).forecast(zone: zone, now: now, from: from, seconds: seconds)
        // The last known step, or as much of it as there is soon after the trace's start.
        let known = min(trace.stepSeconds, now.secondsSinceEpoch - trace.start.secondsSinceEpoch)
        let lastStart = now.adding(seconds: -known)
        guard from.adding(seconds: seconds) > now,
            let season = smoothed(zone: zone, now: now, from: from, seconds: seconds),
            let lastSeason = smoothed(zone: zone, now: lastStart, from: lastStart, seconds: known)
        else { return last }
        // From the middle of the last step to that of the slot.
        let hours =
            (Double(from.secondsSinceEpoch - lastStart.secondsSinceEpoch) + Double(seconds - known) / 2) / 3600
        return max(0, season + pow(Self.hourlyPersistence, hours) * (last - lastSeason))
    }

    private func smoothed(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) -> Double? {
        trace.meanOfEarlierDays(
            zone: zone, now: now, from: from, seconds: seconds, days: Self.days, weight: Self.dayWeight)
    }
}

extension ForecastModel {
    public static let smoothing = ForecastModel("smoothing") { trace, _ in SmoothingForecast(trace) }
}
