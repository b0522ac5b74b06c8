import Reproducibility

/// What a zone's intensity is like over the whole trace; all in gCO2eq/kWh but for hours and the correlation.
public struct ZoneStatistics: Sendable, Equatable, Codable {
    /// Hours that have a value.
    public let hours: Double
    public let mean: Double
    public let min: Double
    public let max: Double
    /// Standard deviation of the population (divided by n).
    public let std: Double
    /// Mean over the UTC days of the day's largest less its smallest value.
    public let dailySwing: Double
    /// Autocorrelation at a lag of 24 hours; nil if the trace is no longer than that, constant, or in steps that do not
    /// divide a day.
    public let acf24: Double?

    enum CodingKeys: String, CodingKey {
        case hours, mean, min, max, std, acf24
        case dailySwing = "daily_swing"
    }

    /// All keys always: a correlation that does not exist is null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(hours, forKey: .hours)
        try container.encode(mean, forKey: .mean)
        try container.encode(min, forKey: .min)
        try container.encode(max, forKey: .max)
        try container.encode(std, forKey: .std)
        try container.encode(dailySwing, forKey: .dailySwing)
        try container.encode(acf24, forKey: .acf24)
    }

    /// Statistics of one zone; nil if it has no value at all.
    ///
    /// - Complexity: linear in the steps.
    public init?(_ trace: CarbonTrace, zone: Int) {
        let series = trace.series(zone: zone)
        var sum = ExactSum()
        var count = 0
        var (low, high) = (Double.infinity, -Double.infinity)
        var days: [Int: (low: Double, high: Double)] = [:]
        for (step, value) in series.enumerated() where !value.isNaN {
            sum.add(value)
            count += 1
            (low, high) = (Swift.min(low, value), Swift.max(high, value))
            let day = trace.start.adding(seconds: step * trace.stepSeconds).daysSinceEpoch
            let range = days[day] ?? (value, value)
            days[day] = (Swift.min(range.low, value), Swift.max(range.high, value))
        }
        guard count > 0 else { return nil }
        let mean = sum.value / Double(count)

        // r_k = Σ_t (x_t − m)(x_{t+k} − m) / Σ_t (x_t − m)², the estimator that divides by n in both
        var squares = ExactSum()
        var products = ExactSum()
        let lag = 86_400 / trace.stepSeconds
        for (step, value) in series.enumerated() where !value.isNaN {
            squares.add((value - mean) * (value - mean))
            let later = step + lag
            if later < series.count, !series[later].isNaN { products.add((value - mean) * (series[later] - mean)) }
        }
        var swings = ExactSum()
        for range in days.values { swings.add(range.high - range.low) }

        hours = Double(count * trace.stepSeconds) / 3600
        self.mean = mean
        min = low
        max = high
        std = (squares.value / Double(count)).squareRoot()
        dailySwing = swings.value / Double(days.count)
        acf24 =
            86_400 % trace.stepSeconds == 0 && lag < series.count && squares.value > 0
            ? products.value / squares.value : nil
    }
}
