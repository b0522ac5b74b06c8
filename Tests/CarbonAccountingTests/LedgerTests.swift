import CarbonAccounting
import Foundation
import Reproducibility
import Testing

@Suite struct LedgerTests {
    /// Deterministic draws, so that the suite needs no other target.
    struct Draws: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test func exactSumsWhereDoublesFail() {
        func sum(_ terms: [Double]) -> Double {
            var sum = ExactSum()
            for term in terms { sum.add(term) }
            return sum.value
        }
        #expect(sum([]) == 0)
        #expect(sum([1e100, 1, -1e100]) == 1)
        #expect(sum(Array(repeating: 0.1, count: 10)) == 1)
        #expect(sum([1e16, 1, 1]) == 1e16 + 2)
        #expect(sum([1, 0x1p-53, 0x1p-106]) == 1 + 0x1p-52)  // above halfway: up
        #expect(sum([1, 0x1p-53]) == 1)  // halfway: to even
        #expect(sum([1, 0x1p-53, -0x1p-106]) == 1)
    }

    @Test func anyOrderGivesTheSameBits() {
        var rng = Draws(state: 3)
        for _ in 0..<200 {
            var entries = (0..<60).map { _ in
                (
                    Int.random(in: 0..<20, using: &rng), Int.random(in: 0..<4, using: &rng),
                    Footprint(
                        computeGrams: .random(in: 0...1e3, using: &rng), idleGrams: .random(in: 0...1e-9, using: &rng),
                        probeGrams: .random(in: 0...1, using: &rng), networkGrams: .random(in: 0...1e9, using: &rng))
                )
            }
            func ledger() -> Ledger {
                var ledger = Ledger(
                    siteGrids: ["FR", "DE", "FR", "PL"], networkGrids: ["FR", "FR", "FR", "mean of sites"])
                for (round, site, footprint) in entries {
                    ledger.record(round: round, site: site, footprint: footprint)
                }
                return ledger
            }
            let first = ledger()
            entries.shuffle(using: &rng)
            #expect(ledger() == first && ledger().gramsByGrid == first.gramsByGrid)
        }
    }

    @Test func totalsByHand() throws {
        var ledger = Ledger(siteGrids: ["FR", "DE"], networkGrids: ["FR", "FR"])
        #expect(ledger.gramsByGrid == ["FR": 0, "DE": 0])
        ledger.record(round: 0, site: 1, footprint: .zero)
        #expect(ledger.totalGrams == 0 && ledger.roundCount == 1 && ledger.totalGrams(round: 3) == 0)
        ledger.record(
            round: 0, site: 0, footprint: Footprint(computeGrams: 1, idleGrams: 2, probeGrams: 3, networkGrams: 4))
        ledger.record(round: 2, site: 1, footprint: Footprint(computeGrams: 10, networkGrams: 40))
        ledger.record(round: 2, site: 1, footprint: Footprint(computeGrams: 0, probeGrams: 5))
        #expect(ledger.totalGrams == 65 && ledger.totalGrams(site: 0) == 10 && ledger.totalGrams(site: 1) == 55)
        #expect(
            ledger.totalGrams(round: 0) == 10 && ledger.totalGrams(round: 1) == 0 && ledger.totalGrams(round: 2) == 55)
        #expect(ledger.gramsByGrid == ["FR": 50, "DE": 15] && ledger.roundCount == 3)
        #expect(ledger.footprint == Footprint(computeGrams: 11, idleGrams: 2, probeGrams: 8, networkGrams: 44))
        #expect(ledger.footprint(site: 1).probeGrams == 5)
        let copy = try JSONDecoder().decode(Ledger.self, from: JSONEncoder().encode(ledger))
        #expect(copy == ledger)
    }
}
