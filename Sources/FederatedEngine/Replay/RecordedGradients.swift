import CarbonAccounting

/// The oracle of a replay: answers with the inner products that a run recorded, and charges what they cost the run.
public final class RecordedGradients: RoundOracle {
    /// Holds what each site would have emitted, and who was there.
    private let scenario: Scenario
    /// N×N by round; nil where none were recorded.
    private let grams: [[Double]?]
    /// What probes cost each site, by round [g].
    private let probeGrams: [[Double]]
    private let hardBudget: Bool
    package private(set) var gram: [Double]?

    /// - Parameter scenario: of the recorded run, see `Scenario.init(replaying:…)`.
    /// - Precondition: as many rounds in all.
    public init(_ grams: [[Double]?], probeGrams: [[Double]], scenario: Scenario, hardBudget: Bool) {
        precondition(
            grams.count == scenario.rounds && probeGrams.count == scenario.rounds,
            "\(grams.count) rounds of gradients and \(probeGrams.count) of probes in \(scenario.rounds) rounds")
        (self.grams, self.probeGrams, self.scenario, self.hardBudget) = (grams, probeGrams, scenario, hardBudget)
    }

    package var distanceError: Double? { nil }

    package func beginRound(parameters: [Float]) { gram = nil }

    public func gradientGram(_ source: GradientSource, round: Int, remainingGrams: Double) -> [Double]? {
        guard let recorded = grams[round], !hardBudget || probeGrams[round].reduce(0, +) <= remainingGrams else {
            return nil
        }
        gram = recorded
        return recorded
    }

    public func losses(of sites: [Int], round: Int, remainingGrams: Double) -> [Double]? { nil }

    package func charges(training sites: [Int], round: Int) -> [SiteCharge] {
        var compute = [Double](repeating: 0, count: scenario.sites.count)
        for (site, footprint) in zip(sites, scenario.footprints(of: sites, in: round)) {
            compute[site] = footprint.total
        }
        return compute.enumerated().map { site, grams in
            SiteCharge(
                energyKWh: 0,
                footprint: Footprint(computeGrams: grams, probeGrams: gram == nil ? 0 : probeGrams[round][site]))
        }
    }
}
