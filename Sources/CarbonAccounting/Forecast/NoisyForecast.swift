import Reproducibility

/// Predicts the trace itself with an error that grows with the lead: what a weather-driven forecast is like.
///
///     e_0 = 0,   e_h = ρ e_{h−1} + σ √(1 − ρ²) ε_h,   forecast of step h after now = max(0, x · (1 + e_h))
///
/// The relative error's standard deviation at lead h is σ √(1 − ρ^(2h)). Each pair of zone and `now` has its own errors;
/// asking twice gives the same answer. Reads the trace after `now`.
public struct NoisyForecast: ForecastProvider {
    /// `count` standard normal draws that belong to a zone and an instant; asked for fewer, the first of the same ones.
    public typealias NormalDraws = @Sendable (_ zone: Int, _ now: UTCInstant, _ count: Int) -> [Double]

    public let trace: CarbonTrace
    /// σ: standard deviation of the relative error at a long lead.
    public let relativeStandardDeviation: Double
    /// ρ: correlation of the errors of neighbouring steps.
    public let autocorrelation: Double
    private let normals: NormalDraws

    /// - Precondition: the deviation is finite and at least 0; the autocorrelation is in 0 ... 1.
    public init(
        _ trace: CarbonTrace, relativeStandardDeviation: Double, autocorrelation: Double,
        normals: @escaping NormalDraws
    ) {
        precondition(
            relativeStandardDeviation >= 0 && relativeStandardDeviation.isFinite,
            "a standard deviation of \(relativeStandardDeviation)")
        precondition(0...1 ~= autocorrelation, "an autocorrelation of \(autocorrelation)")
        self.trace = trace
        self.relativeStandardDeviation = relativeStandardDeviation
        self.autocorrelation = autocorrelation
        self.normals = normals
    }

    public func forecast(zone: Int, now: UTCInstant, from: UTCInstant, seconds: Int) throws -> Double {
        precondition(seconds > 0, "a slot of \(seconds) seconds")
        let end = from.adding(seconds: seconds)
        if end <= now { return try trace.mean(zone: zone, from: from, seconds: seconds) }
        let step = trace.stepSeconds
        let ahead = end.secondsSinceEpoch - now.secondsSinceEpoch
        let innovation = relativeStandardDeviation * (1 - autocorrelation * autocorrelation).squareRoot()
        var error = 0.0
        // Part h covers (now + (h−1)·step, now + h·step], cut to the slot.
        var weighted = 0.0
        for (index, normal) in normals(zone, now, (ahead + step - 1) / step).enumerated() {
            error = autocorrelation * error + innovation * normal
            let begin = max(from, now.adding(seconds: index * step))
            let close = min(end, now.adding(seconds: (index + 1) * step))
            let length = close.secondsSinceEpoch - begin.secondsSinceEpoch
            guard length > 0 else { continue }
            weighted += max(0, try trace.mean(zone: zone, from: begin, seconds: length) * (1 + error)) * Double(length)
        }
        let known = now.secondsSinceEpoch - from.secondsSinceEpoch
        if known > 0 { weighted += try trace.mean(zone: zone, from: from, seconds: known) * Double(known) }
        return weighted / Double(seconds)
    }
}

extension ForecastModel {
    public static func noisy(relativeStandardDeviation: Double, autocorrelation: Double) -> ForecastModel {
        ForecastModel("noisy, σ \(relativeStandardDeviation), ρ \(autocorrelation)") { trace, normals in
            NoisyForecast(
                trace, relativeStandardDeviation: relativeStandardDeviation, autocorrelation: autocorrelation,
                normals: normals)
        }
    }
}
