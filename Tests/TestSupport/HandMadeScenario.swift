import CarbonAccounting
import FederatedEngine
import Learning
import Reproducibility

/// Scenarios whose footprints a test writes down: a site-round costs 1 kWh, so its grams are its grid's intensity.
public enum HandMadeScenario {
    /// - Parameters:
    ///   - grams: footprint of a site-round by round and site; hourly slots from 2020-01-01T00:00Z.
    ///   - before: rows of the trace ahead of the first round, oldest first.
    ///   - after: rows of the trace behind the last round.
    ///   - examples: of each site; one each by default.
    ///   - availability: of each site; always by default.
    public static func make(
        grams: [[Double]], before: [[Double]] = [], after: [[Double]] = [], examples: [Int]? = nil,
        availability: [SiteAvailability]? = nil, samplesPerSecond: [Double]? = nil, budget: CarbonBudget
    ) throws -> Scenario {
        let rows = before + grams + after
        let siteCount = grams[0].count
        let trace = CarbonTrace(
            zones: (0..<siteCount).map { "Z\($0)" }, start: start.adding(seconds: -3600 * before.count),
            stepSeconds: 3600, kind: .average, scope: .unknown, source: "a test",
            values: (0..<siteCount).map { site in rows.map { $0[site] } })
        var next = 0
        let sites = (0..<siteCount).map { site in
            let count = examples?[site] ?? 1
            defer { next += count }
            return Site(
                name: "site-\(site)", zone: site, rows: Array(next..<next + count),
                energy: SiteEnergy(
                    powerUsageEffectiveness: 1, compute: .perRound(kWh: 1, samples: count),
                    samplesPerSecond: samplesPerSecond?[site], networkKWhPerGB: 0),
                availability: availability?[site] ?? .always)
        }
        return try Scenario(
            sites: sites, trace: trace, start: start, slotSeconds: 3600, rounds: grams.count,
            workload: Workload(training: LocalTraining(batchSize: 8), modelBytes: 4), budget: budget)
    }

    private static let start = UTCInstant(secondsSinceEpoch: 1_577_836_800)
}
