import Reproducibility

/// Predicts the mean intensity of a future slot.
///
/// An implementation uses nothing of the trace from `now` on unless its description says so. Who decides in a slot whose
/// intensity is already known passes that slot's end as `now`.
public protocol ForecastProvider: Sendable {
    /// Mean intensity over a slot in gCO2eq/kWh, as predicted at `now`.
    ///
    /// - Parameters:
    ///   - zone: index of the zone in the trace.
    ///   - now: the instant up to which the trace is known.
    ///   - from: start of the slot. A slot that ends at or before `now` is known and not predicted.
    ///   - seconds: length of the slot, at least 1.
    /// - Throws: `TraceError` if what the forecast rests on lies outside the trace.
    func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double
}
