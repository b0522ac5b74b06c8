import CarbonAccounting
import Testing

@Suite struct ScenarioTests {
    @Test func windows() throws {
        let midnight = try UTCInstant(iso8601: "2020-03-29T00:00Z")  // clocks change in Europe; UTC does not
        func covers(_ availability: SiteAvailability, _ hour: Double, _ hours: Double = 1) -> Bool {
            availability.covers(from: midnight.adding(seconds: Int(hour * 3600)), seconds: Int(hours * 3600))
        }
        #expect(covers(.always, 3, 1_000))
        let night = SiteAvailability([.daily(fromSecondOfDay: 22 * 3600, toSecondOfDay: 6 * 3600)])
        #expect(
            covers(night, 22) && covers(night, 23.5) && covers(night, 0) && covers(night, 5) && covers(night, 22, 8))
        #expect(!covers(night, 5.5) && !covers(night, 21.5) && !covers(night, 12) && !covers(night, 22, 9))
        let all = SiteAvailability([.daily(fromSecondOfDay: 0, toSecondOfDay: 86_400)])
        #expect(covers(all, 5, 100))
        let day = SiteAvailability([.span(from: midnight, to: midnight.adding(seconds: 86_400))])
        #expect(covers(day, 0, 24) && !covers(day, 23.5) && !covers(day, -1))
        let both = SiteAvailability(night.windows + day.windows)
        #expect(covers(both, 12) && covers(both, 30 - 1) && !covers(both, 36))
    }

    @Test func capacity() {
        #expect(SiteCapacity.unlimited.samples(of: 70) == 70)
        #expect(SiteCapacity(maximumSamplesPerRound: 50).samples(of: 70) == 50)
    }

    @Test func schedulesStayInsideTheTrace() throws {
        let trace = try CarbonTraceTests.trace([10, 20, 40])
        try RoundSchedule(start: trace.start, slotSeconds: 900, roundCount: 12).check(against: trace)
        try RoundSchedule(start: trace.start, slotSeconds: 10_800, roundCount: 1).check(against: trace)
        let late = RoundSchedule(start: trace.start.adding(seconds: 3600), roundCount: 3)
        let error = try #require(throws: TraceError.self) { try late.check(against: trace) }
        #expect(
            error.description.contains("room for 2 rounds")
                && late.start(ofRound: 1) == trace.start.adding(seconds: 7200))
        try RoundSchedule(start: trace.end, roundCount: 0).check(against: trace)
    }

    /// Two sites of 1 kWh a round, intensities 100 and 200 in the first hour, 300 and 400 in the second.
    @Test func participationByHand() throws {
        let trace = CarbonTrace(
            zones: ["A", "B"], start: try UTCInstant(iso8601: "2020-01-01T00:00Z"), stepSeconds: 3600, kind: .average,
            scope: .direct, source: "test", values: [[100, 300], [200, 400]])
        func energy(_ grid: NetworkGrid, watts: Double = 0, speed: Double? = nil) -> SiteEnergy {
            SiteEnergy(
                powerUsageEffectiveness: 1, compute: .perRound(kWh: 1, samples: 10), idleWatts: watts,
                samplesPerSecond: speed, networkKWhPerGB: 0.5, networkGrid: grid)
        }
        let schedule = RoundSchedule(start: trace.start, roundCount: 2)
        func costs(_ sites: [ParticipationCosts.Site], bytes: Int = 0) throws -> ParticipationCosts {
            try ParticipationCosts(sites: sites, schedule: schedule, modelBytes: bytes, trace: trace)
        }
        let plain = [0, 1].map { ParticipationCosts.Site(zone: $0, energy: energy(.site), samplesPerRound: 10) }
        let both = try costs(plain)
        #expect(both.fullParticipationGrams == 1000 && both.fullParticipationGrams(site: 1) == 600)
        #expect(both.fullParticipationGrams(round: 0) == 300 && both.intensities == [[100, 200], [300, 400]])
        // 1 GB down and up at 0.5 kWh each is 1 kWh.
        let networks: [(NetworkGrid, Double)] = [(.site, 100), (.zone("B"), 200), (.meanOfSites, 150)]
        for (grid, grams) in networks {
            let site = ParticipationCosts.Site(zone: 0, energy: energy(grid), samplesPerRound: 10)
            let other = ParticipationCosts.Site(zone: 1, energy: energy(.site), samplesPerRound: 10)
            #expect(try costs([site, other], bytes: 1_000_000_000).footprints[0][0]?.networkGrams == grams)
        }
        let unknown = ParticipationCosts.Site(zone: 0, energy: energy(.zone("C")), samplesPerRound: 10)
        #expect(throws: TraceError.self) { try costs([unknown]) }
        // The fast site waits 3600 s at 1000 W for the slow one: 1 kWh; if that is away, not at all.
        let fast = ParticipationCosts.Site(zone: 0, energy: energy(.site, watts: 1000, speed: 10), samplesPerRound: 10)
        var slow = ParticipationCosts.Site(
            zone: 1, energy: energy(.site, watts: 1000, speed: 10.0 / 3601), samplesPerRound: 10)
        #expect(try costs([fast, slow]).footprints[0].map { $0?.idleGrams } == [100, 0])
        slow.availability = SiteAvailability([.span(from: trace.start.adding(seconds: 3600), to: trace.end)])
        #expect(try costs([fast, slow]).footprints[0].map { $0?.idleGrams } == [0, nil])
        #expect(try costs([]).fullParticipationGrams == 0)
    }

    @Test func devices() {
        for device in DevicePreset.allCases {
            guard case .perFLOP(let joules, nil) = device.computeEnergy(utilization: 0.5) else {
                Issue.record("\(device) is not per operation")
                continue
            }
            // An hour at full load draws the board's power for an hour.
            let flops = 3.6e9
            let samples = Int(device.samplesPerSecond(flopsPerSample: flops, utilization: 0.5) * 3600)
            let site = SiteEnergy(
                powerUsageEffectiveness: 1, compute: .perFLOP(joules: joules, flopsPerSample: flops))
            #expect(
                abs(site.roundEnergy(samples: samples, modelBytes: 0).computeKWh / (device.boardWatts / 1000) - 1)
                    < 1e-3)
        }
        #expect(SiteEnergy.waitingSeconds([]) == [] && SiteEnergy.waitingSeconds([0, 5, 8]) == [0, 3, 0])
    }
}
