/// What every site would emit in every round of a schedule if it took part, known before anything is trained.
///
/// The base of budgets given as a fraction, and of plans.
public struct ParticipationCosts: Sendable {
    /// A site as far as its emissions go.
    public struct Site: Sendable, Equatable {
        public var zone: Int
        public var energy: SiteEnergy
        /// Sample passes of a round: samples times epochs.
        public var samplesPerRound: Int
        public var availability: SiteAvailability

        public init(
            zone: Int, energy: SiteEnergy, samplesPerRound: Int, availability: SiteAvailability = .always
        ) {
            self.zone = zone
            self.energy = energy
            self.samplesPerRound = samplesPerRound
            self.availability = availability
        }
    }

    public let schedule: RoundSchedule
    /// rounds × sites; nil where a site is not available.
    public let footprints: [[Footprint?]]
    /// rounds × sites: intensity of the site's grid in gCO2eq/kWh.
    public let intensities: [[Double]]

    /// - Parameters:
    ///   - modelBytes: size of the model as it travels.
    ///   - trace: covers the schedule.
    /// - Throws: `TraceError` if the schedule reaches outside the trace or a network zone is not in it.
    /// - Complexity: rounds × sites × steps in a slot.
    public init(
        sites: [Site], schedule: RoundSchedule, modelBytes: Int, trace: CarbonTrace
    ) throws(TraceError) {
        try schedule.check(against: trace)
        // With everybody there the slowest of all sets the waiting; an unavailable site holds nobody up, but which sites
        // are there changes by round, so the waiting is found for each.
        let training = sites.map { $0.energy.trainingSeconds(samples: $0.samplesPerRound) }
        var footprints: [[Footprint?]] = []
        var intensities: [[Double]] = []
        for round in 0..<schedule.roundCount {
            let from = schedule.start(ofRound: round)
            let isThere = sites.map { $0.availability.covers(from: from, seconds: schedule.slotSeconds) }
            let waiting = SiteEnergy.waitingSeconds(zip(training, isThere).map { $1 ? $0 : 0 })
            var intensityRow: [Double] = []
            for site in sites {
                intensityRow.append(try trace.mean(zone: site.zone, from: from, seconds: schedule.slotSeconds))
            }
            let meanOfSites = intensityRow.reduce(0, +) / Double(max(1, sites.count))
            var row: [Footprint?] = []
            for (index, site) in sites.enumerated() {
                guard isThere[index] else {
                    row.append(nil)
                    continue
                }
                let network = try trace.networkIntensity(
                    site.energy.networkGrid, siteIntensity: intensityRow[index], meanOfSites: meanOfSites, from: from,
                    seconds: schedule.slotSeconds)
                let energy = site.energy.roundEnergy(
                    samples: site.samplesPerRound, modelBytes: modelBytes, waitingSeconds: waiting[index])
                row.append(Footprint(energy, intensity: intensityRow[index], networkIntensity: network))
            }
            footprints.append(row)
            intensities.append(intensityRow)
        }
        self.schedule = schedule
        self.footprints = footprints
        self.intensities = intensities
    }

    /// Emissions of everybody in every round, in gCO2eq.
    public var fullParticipationGrams: Double { total(footprints.joined()) }

    public func fullParticipationGrams(site: Int) -> Double { total(footprints.lazy.map { $0[site] }) }
    public func fullParticipationGrams(round: Int) -> Double { total(footprints[round]) }

    private func total(_ footprints: some Sequence<Footprint?>) -> Double {
        var sum = ExactSum()
        for footprint in footprints { sum.add(footprint?.total ?? 0) }
        return sum.value
    }
}
