import CarbonAccounting
import Reproducibility

extension Scenario {
    /// Forecasts on the scenario's trace; the errors of a noisy one belong to the seed, so all policies see the same.
    public func forecastProvider(_ model: ForecastModel, seed: UInt64) -> any ForecastProvider {
        model.provider(trace) { zone, now, count in
            var stream = RandomStream(seed: seed, "forecast", zone, now.secondsSinceEpoch)
            return (0..<count).map { _ in stream.normal() }
        }
    }

    /// How far off a forecast is 1, 3, 6, 12 and 24 rounds ahead, over the zones of the sites and the rounds of the run.
    ///
    /// A round's own intensity is known in it, so the forecast of the next round has a lead of 0 seconds. Leads that are
    /// longer than the run are left out.
    /// - Throws: `TraceError` where a slot that is compared, or what its forecast rests on, lies in a gap.
    public func forecastErrors(_ model: ForecastModel, seed: UInt64) throws -> [ForecastError] {
        let provider = forecastProvider(model, seed: seed)
        let zones = Set(sites.map(\.zone)).sorted()
        return try [1, 3, 6, 12, 24].compactMap { ahead in
            try ForecastError(
                of: provider, against: trace, zones: zones, start: instant(of: 1), slots: rounds - ahead,
                slotSeconds: slotSeconds, leadSeconds: (ahead - 1) * slotSeconds)
        }
    }
}
