import Documents

/// How later intensities are predicted: makes a provider for a trace. Two models are equal if their descriptions are.
public struct ForecastModel: Sendable, Equatable, CustomStringConvertible {
    /// The kind, with its settings if it has any.
    public let description: String
    private let make: @Sendable (CarbonTrace, @escaping NoisyForecast.NormalDraws) -> any ForecastProvider

    /// - Parameter make: from the trace and the draws for the errors of a noisy forecast.
    public init(
        _ description: String,
        make: @escaping @Sendable (CarbonTrace, @escaping NoisyForecast.NormalDraws) -> any ForecastProvider
    ) {
        (self.description, self.make) = (description, make)
    }

    /// - Parameter normals: draws for the errors of a noisy forecast; the others do not use them.
    public func provider(_ trace: CarbonTrace, normals: @escaping NoisyForecast.NormalDraws) -> any ForecastProvider {
        make(trace, normals)
    }

    public static func == (a: ForecastModel, b: ForecastModel) -> Bool { a.description == b.description }
}

/// All forecasts, by the value of `forecast.kind`.
public let forecasts = Registry<ForecastModel>(
    "forecast", plural: "forecasts",
    [
        .init("perfect", "the trace itself") { _ in .perfect },
        .init("persistence", "the last known intensity lasts") { _ in .persistence },
        .init("sameHourYesterday", "the same hour of the latest known day") { _ in .sameHourYesterday },
        .init("weeklyMean", "the mean of the same hours of the last seven known days") { _ in .weeklyMean },
        .init("smoothing", "smoothed same hours of earlier days, and the present deviation fading out") { _ in
            .smoothing
        },
        .init("noisy", "the trace with an error that grows with the lead") {
            .noisy(
                relativeStandardDeviation: try $0.number(
                    "relativeStandardDeviation", .atLeast(0), help: "σ, of the relative error at a long lead"),
                autocorrelation: try $0.number(
                    "autocorrelation", .within(0...1), default: 0.9, help: "ρ, between the errors of neighbouring steps"
                ))
        },
    ])
