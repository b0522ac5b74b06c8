import CarbonAccounting
import Learning
import Reproducibility

/// What each site of a finished run would have emitted in each round, and who was there.
public struct RecordedFootprints: Sendable {
    /// c_n(t) of a site that takes part alone, by round and site [g].
    public let grams: [[Double]]
    /// Sites that could take part, by round, ascending.
    public let available: [[Int]]

    /// - Precondition: as many rounds in both.
    public init(grams: [[Double]], available: [[Int]]) {
        precondition(grams.count == available.count, "\(grams.count) rounds of grams, \(available.count) of presence")
        (self.grams, self.available) = (grams, available)
    }
}

extension Scenario {
    /// A finished run as a scenario: footprints as recorded, with no model of energy behind them.
    ///
    /// What a site emits does not depend on who else takes part; the trace holds the run's own rounds, and the sites no
    /// data, so that such a scenario serves selection and not training.
    /// - Parameters:
    ///   - names: of the sites.
    ///   - intensities: of each site's grid [gCO2eq/kWh], by round and site.
    ///   - shares: p_n, in site order.
    /// - Precondition: one round or more, and as many sites everywhere.
    public init(
        replaying footprints: RecordedFootprints, names: [String], intensities: [[Double]], shares: [Double],
        start: UTCInstant, slotSeconds: Int, budgetGrams: Double
    ) {
        let rounds = footprints.grams.count
        precondition(
            rounds > 0 && intensities.count == rounds && shares.count == names.count
                && (intensities + footprints.grams).allSatisfy { $0.count == names.count },
            "\(names.count) sites over \(rounds) rounds")
        recorded = footprints
        sites = names.indices.map { Site(name: names[$0], zone: $0, rows: [], energy: SiteEnergy()) }
        trace = CarbonTrace(
            zones: names, start: start, stepSeconds: slotSeconds, kind: .average, scope: .unknown, source: "a run",
            values: names.indices.map { site in intensities.map { $0[site] } })
        (self.start, self.slotSeconds, self.rounds, self.shares) = (start, slotSeconds, rounds, shares)
        workload = Workload(training: LocalTraining(batchSize: 1), modelBytes: 0)
        (siteIntensities, networkIntensities) = (intensities, intensities)
        self.budgetGrams = budgetGrams
        var full = ExactSum()
        for round in 0..<rounds {
            for site in footprints.available[round] { full.add(footprints.grams[round][site]) }
        }
        fullParticipationGrams = full.value
    }
}
