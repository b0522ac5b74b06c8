import CarbonAccounting
import Testing

@Suite struct EnergyTests {
    /// 3.6e6 J are one kWh, so the numbers can be followed by hand.
    @Test func energyByHand() {
        let site = SiteEnergy(
            powerUsageEffectiveness: 1.5, compute: .perSample(joules: 3600), idleWatts: 100, samplesPerSecond: 50,
            networkKWhPerGB: 0.06)
        let use = site.roundEnergy(samples: 2000, bytesDown: 500_000_000, bytesUp: 500_000_000, waitingSeconds: 36)
        #expect(use.computeKWh == 3 && abs(use.idleKWh - 1.5e-3) < 1e-18 && use.probeKWh == 0)
        #expect(abs(use.networkKWh - 0.06) < 1e-17)
        #expect(site.probeEnergy(samples: 1000, bytes: 0) == EnergyUse(probeKWh: 1.5))
        #expect(site.trainingSeconds(samples: 2000) == 40)
        let footprint = Footprint(use, intensity: 100, networkIntensity: 300)
        #expect(footprint.computeGrams == 300 && abs(footprint.networkGrams - 18) < 1e-12)
        #expect(abs(footprint.total - 318.15) < 1e-12)
    }

    /// What a round needs besides training is cooled too; a probe's transfer is charged to the network's grid.
    @Test func overheadAndProbesByHand() {
        let site = SiteEnergy(
            powerUsageEffectiveness: 1.5, compute: .perSample(joules: 3600), overheadKWhPerRound: 2,
            networkKWhPerGB: 0.06)
        #expect(site.roundEnergy(samples: 1000, bytesDown: 0, bytesUp: 0).computeKWh == 1.5 * (1 + 2))
        let probe = site.probeEnergy(samples: 1000, bytes: 500_000_000)
        #expect(probe.probeKWh == 1.5 && abs(probe.probeNetworkKWh - 0.03) < 1e-15)
        #expect(abs(Footprint(probe, intensity: 100, networkIntensity: 300).probeGrams - (150 + 9)) < 1e-9)
    }

    @Test func fixedAndPerOperationEnergy() {
        let fixed = SiteEnergy(
            powerUsageEffectiveness: 1,
            compute: .perRound(kWh: 0.5, samples: nil).resolved(flopsPerSample: 9, samplesPerRound: 200))
        #expect(fixed.roundEnergy(samples: 77, bytesDown: 0, bytesUp: 0).computeKWh == 0.5)
        #expect(fixed.roundEnergy(samples: 0, bytesDown: 0, bytesUp: 0) == .zero)
        #expect(fixed.probeEnergy(samples: 50, bytes: 0).probeKWh == 0.125)
        let operations = SiteEnergy(
            powerUsageEffectiveness: 1,
            compute: .perFLOP(joules: 1e-9, flopsPerSample: nil).resolved(flopsPerSample: 3.6e9, samplesPerRound: 1))
        #expect(abs(operations.roundEnergy(samples: 1000, bytesDown: 0, bytesUp: 0).computeKWh - 1e-3) < 1e-15)
        #expect(SiteEnergy().trainingSeconds(samples: 10) == 0)
    }

    @Test func budgets() {
        #expect(CarbonBudget.grams(7).grams(fullParticipationGrams: 100) == 7)
        #expect(CarbonBudget.fractionOfFull(0.25).grams(fullParticipationGrams: 100) == 25)
    }
}
