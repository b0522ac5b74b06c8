import CarbonAccounting
import Reproducibility

/// Where and when the training happens, and what it may emit: sites, grids, clock and budget.
///
/// Round t occupies the slot [start + t·slotSeconds, start + (t + 1)·slotSeconds) of the carbon trace.
public struct Scenario: Sendable {
    public let sites: [Site]
    public let trace: CarbonTrace
    /// Moves where the federation keeps its own time.
    public internal(set) var start: UTCInstant
    public let slotSeconds: Int
    public let rounds: Int
    /// Work of one site-round, the same at every site but for its amount of data.
    public let workload: Workload
    /// p_n = |D_n| / |D|, in site order; sums to 1.
    public let shares: [Double]
    /// Mean intensity [gCO2eq/kWh] of each site's grid in each round; round t, site n.
    var siteIntensities: [[Double]]
    /// Likewise of the grid that each site's network energy is charged to.
    var networkIntensities: [[Double]]
    /// What was known of rounds only when they began.
    private(set) var conditions: [Int: RoundConditions] = [:]
    /// Budget H over the horizon [g].
    public internal(set) var budgetGrams: Double
    /// What full participation in every round would emit [g], without probes.
    public internal(set) var fullParticipationGrams: Double
    /// Footprints and presence as a run recorded them, for a scenario that is replayed; nil where they are computed.
    let recorded: RecordedFootprints?

    /// - Throws: `TraceError` where the horizon leaves the trace or a network grid is no zone of it.
    public init(
        sites: [Site], trace: CarbonTrace, start: UTCInstant, slotSeconds: Int, rounds: Int, workload: Workload,
        budget: CarbonBudget
    ) throws {
        precondition(
            !sites.isEmpty && rounds > 0 && slotSeconds > 0, "a scenario needs sites, rounds and a slot length")
        (self.sites, self.trace, self.start, self.slotSeconds) = (sites, trace, start, slotSeconds)
        (self.rounds, self.workload) = (rounds, workload)
        let total = Double(sites.reduce(0) { $0 + $1.rows.count })
        shares = sites.map { total > 0 ? Double($0.rows.count) / total : 1 / Double(sites.count) }
        siteIntensities = try (0..<rounds).map { round in
            try Self.meanIntensities(
                sites, trace: trace, from: start.adding(seconds: round * slotSeconds), seconds: slotSeconds)
        }
        networkIntensities = try siteIntensities.enumerated().map { round, intensities in
            try Self.networkIntensities(
                sites, intensities, trace: trace, from: start.adding(seconds: round * slotSeconds), seconds: slotSeconds
            )
        }
        budgetGrams = 0
        fullParticipationGrams = 0
        recorded = nil
        var full = ExactSum()
        for round in 0..<rounds {
            for footprint in footprints(of: availableSites(in: round), in: round) { full.add(footprint.total) }
        }
        fullParticipationGrams = full.value
        budgetGrams = budget.grams(fullParticipationGrams: full.value)
    }

    /// Of each site's grid; each zone is asked once.
    private static func meanIntensities(
        _ sites: [Site], trace: CarbonTrace, from: UTCInstant, seconds: Int
    ) throws -> [Double] {
        var means = [Double?](repeating: nil, count: trace.zones.count)
        return try sites.map { site in
            if let known = means[site.zone] { return known }
            let mean = try trace.mean(zone: site.zone, from: from, seconds: seconds)
            means[site.zone] = mean
            return mean
        }
    }

    /// Mean intensity of each site's grid over a slot of the trace from an instant on [gCO2eq/kWh], in site order.
    func meanIntensities(from: UTCInstant) throws -> [Double] {
        try Self.meanIntensities(sites, trace: trace, from: from, seconds: slotSeconds)
    }

    private static func networkIntensities(
        _ sites: [Site], _ intensities: [Double], trace: CarbonTrace, from: UTCInstant, seconds: Int
    ) throws -> [Double] {
        let mean = intensities.reduce(0, +) / Double(intensities.count)
        return try zip(sites, intensities).map { site, own in
            switch site.energy.networkGrid {
            case .site: own
            case .meanOfSites: mean
            case .zone(let name): try trace.mean(zone: try trace.zoneIndex(name), from: from, seconds: seconds)
            }
        }
    }

    /// From now on `round` is as it was found when it began.
    ///
    /// - Throws: `TraceError` for a start that the trace does not cover, unless intensities are given with it and no network
    ///   is charged to a zone of its own.
    mutating func apply(_ found: RoundConditions, to round: Int) throws {
        let from =
            found.startSeconds.map { UTCInstant(secondsSinceEpoch: $0) } ?? instant(of: round)
        if found.startSeconds != nil || found.intensities != nil {
            let own = try found.intensities ?? meanIntensities(from: from)
            networkIntensities[round] = try Self.networkIntensities(
                sites, own, trace: trace, from: from, seconds: slotSeconds)
            siteIntensities[round] = own
        }
        start = from.adding(seconds: -round * slotSeconds)
        conditions[round] = found
    }

    /// H/T [g].
    public var allowanceGrams: Double { budgetGrams / Double(rounds) }

    public func instant(of round: Int) -> UTCInstant { start.adding(seconds: round * slotSeconds) }

    /// Mean intensity of each site's grid in a round [gCO2eq/kWh], in site order.
    public func intensities(in round: Int) -> [Double] { siteIntensities[round] }

    /// Sites that can take part in a round, ascending: those with data and a window that holds the slot.
    public func availableSites(in round: Int) -> [Int] {
        if let recorded { return recorded.available[round] }
        return (conditions[round]?.available ?? Array(sites.indices)).filter {
            !sites[$0].rows.isEmpty && sites[$0].availability.covers(from: instant(of: round), seconds: slotSeconds)
        }
    }

    /// Samples that a site processes when it takes part.
    public func samples(at site: Int) -> Int { workload.samples(of: sites[site]) }

    /// Energy that each of the given sites draws if just these take part in a round, in their order; probes left out.
    ///
    /// All of them wait, at idle power, for the slowest.
    public func energy(of selected: [Int]) -> [EnergyUse] {
        let seconds = selected.map(trainingSeconds)
        let slowest = seconds.max() ?? 0
        return zip(selected, seconds).map { site, own in energy(of: site, waitingSeconds: slowest - own) }
    }

    /// Time that a site takes to train in a round; 0 where it is not modelled.
    func trainingSeconds(at site: Int) -> Double { sites[site].energy.trainingSeconds(samples: samples(at: site)) }

    /// What a site emits in each second that it waits for others in a round [g/s]; 0 where footprints are given and not computed.
    func waitingGramsPerSecond(at site: Int, in round: Int) -> Double {
        guard recorded == nil, conditions[round]?.footprints == nil else { return 0 }
        let second = energy(of: site, waitingSeconds: 1).idleKWh
        return footprint(of: EnergyUse(idleKWh: second), at: site, in: round).total
    }

    private func energy(of site: Int, waitingSeconds: Double) -> EnergyUse {
        sites[site].energy.roundEnergy(
            samples: samples(at: site), bytesDown: workload.modelBytes, bytesUp: workload.updateBytes,
            waitingSeconds: waitingSeconds)
    }

    /// Footprint of each of the given sites if just these take part in a round, in their order; probes left out.
    public func footprints(of selected: [Int], in round: Int) -> [Footprint] {
        if let recorded { return selected.map { Footprint(computeGrams: recorded.grams[round][$0]) } }
        if let found = conditions[round]?.footprints { return selected.map { Footprint(computeGrams: found[$0]) } }
        return zip(selected, energy(of: selected)).map { footprint(of: $1, at: $0, in: round) }
    }

    /// What an amount of energy drawn by a site emits in a round.
    public func footprint(of energy: EnergyUse, at site: Int, in round: Int) -> Footprint {
        Footprint(
            energy, intensity: siteIntensities[round][site], networkIntensity: networkIntensities[round][site])
    }

    /// Footprint of each site if it took part alone, so without waiting for others [g].
    public func loneFootprints(in round: Int) -> [Double] {
        if let recorded { return recorded.grams[round] }
        if let found = conditions[round]?.footprints { return found }
        return sites.indices.map { footprint(of: energy(of: $0, waitingSeconds: 0), at: $0, in: round).total }
    }
}
