import Reproducibility

/// How far forecasts of one lead were off, in gCO2eq/kWh (the percentage in per cent of the truth).
public struct ForecastError: Sendable, Equatable, Codable {
    /// Seconds from the instant of the forecast to the start of the slot.
    public let leadSeconds: Int
    /// Number of forecasts compared.
    public let count: Int
    /// Mean of forecast less truth.
    public let bias: Double
    public let meanAbsolute: Double
    public let rootMeanSquare: Double
    /// Mean of |forecast − truth| / truth over the slots whose truth is above 0, in per cent; nil if there is none.
    public let meanAbsolutePercent: Double?

    enum CodingKeys: String, CodingKey {
        case count, bias
        case leadSeconds = "lead_seconds"
        case meanAbsolute = "mean_absolute"
        case rootMeanSquare = "root_mean_square"
        case meanAbsolutePercent = "mean_absolute_percent"
    }

    /// Compares a provider with the trace, for every zone given and every slot of a span.
    ///
    /// - Parameters:
    ///   - zones: indices of zones.
    ///   - start: the first instant at which a forecast is made.
    ///   - slots: number of instants, a slot apart.
    ///   - slotSeconds: length of the predicted slots.
    ///   - leadSeconds: from the instant to the start of the slot, at least 0.
    /// - Returns: nil if there is nothing to compare: no zone, no slot, or slots beyond the trace only.
    /// - Throws: what the provider throws.
    public init?(
        of provider: some ForecastProvider, against trace: CarbonTrace, zones: [Int], start: UTCInstant, slots: Int,
        slotSeconds: Int, leadSeconds: Int
    ) throws {
        precondition(leadSeconds >= 0 && slotSeconds > 0, "a lead of \(leadSeconds) s, slots of \(slotSeconds) s")
        var (difference, absolute, square, relative) = (ExactSum(), ExactSum(), ExactSum(), ExactSum())
        var (count, relativeCount) = (0, 0)
        for slot in 0..<max(0, slots) {
            let now = start.adding(seconds: slot * slotSeconds)
            let from = now.adding(seconds: leadSeconds)
            if from.adding(seconds: slotSeconds) > trace.end { break }
            for zone in zones {
                let truth = try trace.mean(zone: zone, from: from, seconds: slotSeconds)
                let error = try provider.forecast(zone: zone, now: now, from: from, seconds: slotSeconds) - truth
                count += 1
                difference.add(error)
                absolute.add(abs(error))
                square.add(error * error)
                if truth > 0 {
                    relativeCount += 1
                    relative.add(abs(error) / truth)
                }
            }
        }
        guard count > 0 else { return nil }
        self.leadSeconds = leadSeconds
        self.count = count
        bias = difference.value / Double(count)
        meanAbsolute = absolute.value / Double(count)
        rootMeanSquare = (square.value / Double(count)).squareRoot()
        meanAbsolutePercent = relativeCount == 0 ? nil : 100 * relative.value / Double(relativeCount)
    }
}
