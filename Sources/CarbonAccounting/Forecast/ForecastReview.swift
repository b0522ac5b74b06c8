import Reproducibility

/// How far off the forecasts that know nothing of the future are on a trace, by zone and horizon.
public struct ForecastReview: Sendable, Codable, Equatable {
    public struct Score: Sendable, Codable, Equatable {
        /// Value of `forecast.kind`.
        public let forecast: String
        public let zone: String
        /// From the instant of the forecast to the end of the hour that is predicted.
        public let horizonHours: Int
        public let error: ForecastError

        enum CodingKeys: String, CodingKey {
            case forecast, zone, error
            case horizonHours = "horizon_hours"
        }
    }

    /// In the order of the registry.
    public static let models: [ForecastModel] = [.persistence, .sameHourYesterday, .weeklyMean, .smoothing]
    /// Days of a trace that are not predicted, so that each forecast has something to go by.
    public static let warmUpDays = 7

    public let from: UTCInstant
    public let to: UTCInstant
    public let horizonHours: [Int]
    public let zones: [String]
    public let scores: [Score]
    /// The forecast with the smallest mean absolute error over zones and horizons, all counted alike.
    public let best: String

    enum CodingKeys: String, CodingKey {
        case from, to, zones, scores, best
        case horizonHours = "horizon_hours"
    }

    /// Makes a forecast at every hour after the first week, for each horizon that the trace is long enough for.
    ///
    /// - Parameter horizonHours: each at least 1.
    /// - Throws: `TraceError` for a trace of hardly more than a week, or one with gaps.
    /// - Complexity: zones × hours × horizons forecasts of each kind.
    public init(_ trace: CarbonTrace, horizonHours: [Int]) throws {
        precondition(horizonHours.allSatisfy { $0 >= 1 }, "horizons of \(horizonHours) h")
        let start = trace.start.adding(seconds: Self.warmUpDays * 86_400)
        let hours = (trace.end.secondsSinceEpoch - start.secondsSinceEpoch) / 3600
        let reached = horizonHours.filter { $0 <= hours }
        guard !reached.isEmpty else {
            throw TraceError(
                "the trace covers \(trace.start) to \(trace.end); forecasts are scored from the eighth day on, at least"
                    + " \(horizonHours.min() ?? 1) h ahead.")
        }
        var scores: [Score] = []
        var sums: [(kind: String, error: Double)] = []
        for model in Self.models {
            // None of them draws.
            let provider = model.provider(trace) { _, _, count in [Double](repeating: 0, count: count) }
            var sum = 0.0
            for (index, zone) in trace.zones.enumerated() {
                for horizon in reached {
                    let error = try ForecastError(
                        of: provider, against: trace, zones: [index], start: start, slots: hours - horizon + 1,
                        slotSeconds: 3600, leadSeconds: (horizon - 1) * 3600)
                    guard let error else { continue }
                    sum += error.meanAbsolute
                    scores.append(
                        Score(forecast: model.description, zone: zone, horizonHours: horizon, error: error))
                }
            }
            sums.append((model.description, sum))
        }
        from = start
        to = trace.end
        self.horizonHours = reached
        zones = trace.zones
        self.scores = scores
        best = sums.min { $0.error < $1.error }?.kind ?? ""
    }

    /// Mean over the zones of the mean absolute error, and of its percentage where all zones have one.
    public func mean(
        _ forecast: String, horizonHours: Int
    ) -> (absolute: Double, percent: Double?) {
        let errors = scores.filter { $0.forecast == forecast && $0.horizonHours == horizonHours }.map(\.error)
        let percents = errors.compactMap(\.meanAbsolutePercent)
        let count = Double(errors.count)
        return (
            errors.reduce(0) { $0 + $1.meanAbsolute } / count,
            percents.count == errors.count ? percents.reduce(0, +) / count : nil
        )
    }
}
