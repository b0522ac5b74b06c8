/// The kinds of forecast that an experiment can name.
public enum ForecastModel: Sendable, Equatable {
    /// The last known intensity lasts.
    case persistence
    /// The same hours of the latest known day.
    case sameHourYesterday
    /// The trace with an autoregressive relative error; see `NoisyForecast`.
    case noisy(relativeStandardDeviation: Double, autocorrelation: Double)
    /// The trace itself.
    case perfect

    /// - Parameter normals: draws for the errors of `noisy`; the other kinds do not use them.
    public func provider(
        _ trace: CarbonTrace, normals: @escaping NoisyForecast.NormalDraws
    ) -> any ForecastProvider {
        switch self {
        case .persistence: PersistenceForecast(trace)
        case .sameHourYesterday: SameHourYesterdayForecast(trace)
        case .noisy(let deviation, let autocorrelation):
            NoisyForecast(
                trace, relativeStandardDeviation: deviation, autocorrelation: autocorrelation, normals: normals)
        case .perfect: PerfectForecast(trace)
        }
    }
}
