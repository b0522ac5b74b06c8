import Reproducibility

extension CarbonTrace {
    /// Weighted mean over the same hours of earlier days, as far as they have ended at `now`; nil where the trace has none of them.
    ///
    /// The latest such day has weight 1, each day before `weight` times that of the day after it. Days that lie in a gap are left out.
    /// - Parameters:
    ///   - days: how many days are looked at, at least 1; those before the trace are left out.
    ///   - weight: from 0 (the latest day alone) to 1 (all alike).
    func meanOfEarlierDays(
        zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int, days: Int, weight: Double
    ) -> Double? {
        // The fewest whole days back such that the slot has ended by now.
        let ahead = from.adding(seconds: seconds).secondsSinceEpoch - now.secondsSinceEpoch
        var past = from.adding(seconds: -max(1, (ahead + 86_399) / 86_400) * 86_400)
        var (sum, weights, own) = (0.0, 0.0, 1.0)
        for _ in 0..<days where past >= start {
            if let value = try? mean(zone: zone, from: past, seconds: seconds) {
                sum += own * value
                weights += own
            }
            own *= weight
            past = past.adding(seconds: -86_400)
        }
        return weights > 0 ? sum / weights : nil
    }
}
