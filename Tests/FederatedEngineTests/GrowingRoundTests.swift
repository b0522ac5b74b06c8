import CarbonAccounting
import FederatedEngine
import TestSupport
import Testing

@Suite struct GrowingRoundTests {
    /// In whatever order sites join, slow before fast or fast before slow, the parts add up to what the round emits.
    @Test func whatSitesAddIsWhatTheRoundEmits() throws {
        let scenario = try TinyTask(idleWatts: 40).scenario
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1], [3, 0, 4, 1, 2]] {
            var growing = GrowingRound(5, of: scenario, loneFootprints: scenario.loneFootprints(in: 5))
            var sum = 0.0
            for (count, site) in order.enumerated() {
                sum += growing.addedGrams(by: site)
                growing.add(site)
                let emitted = scenario.footprints(of: Array(order[...count]), in: 5).reduce(0) { $0 + $1.total }
                #expect(abs(sum - emitted) < 1e-12 * emitted, "\(order[...count])")
            }
            #expect(sum > 1.01 * scenario.loneFootprints(in: 5).reduce(0, +), "nobody waits")
        }
    }
}
