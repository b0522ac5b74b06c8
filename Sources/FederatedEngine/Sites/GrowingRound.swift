import CarbonAccounting

/// A round that grows by one site after the other: what each further one adds to its footprint.
///
/// That is more than the footprint of a site alone where others wait at idle power: a slow site keeps all that are there
/// waiting, a fast one waits for the slowest of them.
/// - Complexity: O(1) for each question and each site.
package struct GrowingRound {
    private let scenario: Scenario
    private let round: Int
    private let loneFootprints: [Double]
    /// Training time of the slowest site so far.
    private var seconds = 0.0
    /// What all sites so far emit in a second of waiting [g/s].
    private var waitingGramsPerSecond = 0.0

    /// - Parameter loneFootprints: of all sites in this round [g].
    package init(_ round: Int, of scenario: Scenario, loneFootprints: [Double]) {
        (self.scenario, self.round, self.loneFootprints) = (scenario, round, loneFootprints)
    }

    /// [g].
    package func addedGrams(by site: Int) -> Double {
        let own = scenario.trainingSeconds(at: site)
        let ownWaiting = max(0, seconds - own) * scenario.waitingGramsPerSecond(at: site, in: round)
        let othersWaiting = max(0, own - seconds) * waitingGramsPerSecond
        return loneFootprints[site] + ownWaiting + othersWaiting
    }

    package mutating func add(_ site: Int) {
        seconds = max(seconds, scenario.trainingSeconds(at: site))
        waitingGramsPerSecond += scenario.waitingGramsPerSecond(at: site, in: round)
    }
}
