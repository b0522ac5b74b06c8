import CarbonAccounting
import Reproducibility
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
                abs(
                    site.roundEnergy(samples: samples, bytesDown: 0, bytesUp: 0).computeKWh / (device.boardWatts / 1000)
                        - 1)
                    < 1e-3)
        }
    }
}
