import LinearAlgebra
import Reproducibility
import SiteSelection
import Testing

struct CertificateTests {
    private let kinds: [UtilityKind] = [.facilityLocation, .kCenter, .gradientMatching(), .expectedDescent()]

    private func slots(_ seed: UInt64, horizon: Int, sites: Int, kind: UtilityKind) throws -> [CertificateSlot] {
        try (0..<horizon).map { t in
            var rng = RandomStream(seed: seed, "slot", t)
            let gradients = (0..<sites).map { _ in (0..<4).map { _ in 0.5 + rng.normal() } }
            let gram = gradients.flatMap { a in gradients.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
            let shares = (0..<sites).map { _ in 0.1 + rng.uniform() }
            return try CertificateSlot(
                utility: SiteUtility(kind, gram: gram, shares: shares),
                footprintsGrams: (0..<sites).map { _ in 1 + 9 * rng.uniform() })
        }
    }

    private func sets(_ sites: Int) -> [[Int]] {
        (0..<1 << sites).map { mask in (0..<sites).filter { mask >> $0 & 1 == 1 } }
    }

    /// The best Σ U over all sequences within the budget.
    private func optimum(_ slots: [CertificateSlot], budget: Double) -> Double {
        func best(_ t: Int, _ left: Double) -> Double {
            guard t < slots.count else { return 0 }
            return sets(slots[t].utility.count).map { set in
                let grams = slots[t].grams(of: set)
                return grams <= left ? slots[t].utility.value(of: set) + best(t + 1, left - grams) : -.infinity
            }.max()!
        }
        return best(0, budget)
    }

    @Test func boundsEverySequenceOfTinyHorizons() throws {
        for seed in 0..<40 as Range<UInt64> {
            for kind in kinds {
                let slots = try slots(seed, horizon: 3, sites: 3, kind: kind)
                for budget in [0, 4, 15, 30, 200.0] {
                    let certificate = try Certificate(slots: slots, budgetGrams: budget)
                    let optimum = optimum(slots, budget: budget)
                    #expect(certificate.upperBound >= optimum - 1e-7, "seed \(seed) \(kind) \(budget) g")
                    #expect(certificate.utility <= optimum + 1e-7)
                    #expect(certificate.spentGrams <= budget && certificate.isExact)
                    if budget == 200 { #expect(certificate.upperBound <= optimum + 1e-7) }
                }
            }
        }
    }

    @Test func findsTheMinimumOverPrices() throws {
        for seed in 0..<20 as Range<UInt64> {
            for kind in kinds {
                let slots = try slots(seed, horizon: 5, sites: 4, kind: kind)
                let budget = 25.0
                let certificate = try Certificate(slots: slots, budgetGrams: budget)
                let grid = (0...4000).map { Double($0) / 4000 }
                let offers = slots.map { slot in
                    sets(4).map { (utility: slot.utility.value(of: $0), grams: slot.grams(of: $0)) }
                }
                let values = grid.map { price in
                    offers.reduce(price * budget) { sum, offer in
                        sum + offer.map { $0.utility - price * $0.grams }.max()!
                    }
                }
                #expect(certificate.upperBound <= values.min()! + 1e-7, "seed \(seed) \(kind)")
                // Slopes are at most the spending of everybody.
                let steepest = slots.reduce(0) { $0 + $1.grams(of: [0, 1, 2, 3]) }
                #expect(certificate.upperBound >= values.min()! - steepest / 4000)
            }
        }
    }

    @Test func theGapClosesOverManySlots() throws {
        let slots = try slots(1, horizon: 100, sites: 10, kind: .facilityLocation)
        let certificate = try Certificate(slots: slots, budgetGrams: 1200)
        #expect(certificate.spentGrams <= 1200 && certificate.spentGrams > 1150)
        #expect(certificate.upperBound - certificate.utility < 0.5)
        let parallel = try Certificate(slots: slots, budgetGrams: 1200, pool: WorkerPool(workers: 2))
        #expect(parallel.upperBound == certificate.upperBound && parallel.selections == certificate.selections)
        #expect(certificate.evaluations < 60)
    }

    @Test func anUnprovenSlotStillGivesABound() throws {
        for seed in 0..<5 as Range<UInt64> {
            let slots = try slots(seed, horizon: 6, sites: 30, kind: .facilityLocation)
            let exact = try Certificate(slots: slots, budgetGrams: 100)
            let limited = try Certificate(slots: slots, budgetGrams: 100, nodeLimit: 0)
            #expect(exact.isExact && !limited.isExact)
            #expect(limited.upperBound >= exact.upperBound - 1e-9)
            #expect(limited.spentGrams <= 100)
            let matching = try self.slots(seed, horizon: 2, sites: 22, kind: .gradientMatching())
            let loose = try Certificate(slots: matching, budgetGrams: 60)
            #expect(!loose.isExact && loose.upperBound >= loose.utility && loose.upperBound.isFinite)
        }
    }

    @Test func degenerateHorizons() throws {
        let none = try Certificate(slots: [], budgetGrams: 5)
        #expect(none.upperBound == 0 && none.selections.isEmpty)
        let free = try CertificateSlot(
            utility: SiteUtility(.kCenter, distances: [0, 1, 1, 0], shares: [1, 1]), footprintsGrams: [0, 0])
        #expect(try Certificate(slots: [free, free], budgetGrams: 0).upperBound == 2)
        let barred = try CertificateSlot(utility: free.utility, footprintsGrams: [1, 1], candidates: [])
        #expect(try Certificate(slots: [barred], budgetGrams: 9).upperBound == 0)
        #expect(throws: CoresetError.self) { try CertificateSlot(utility: free.utility, footprintsGrams: [1]) }
        #expect(throws: CoresetError.self) { try CertificateSlot(utility: free.utility, footprintsGrams: [1, .nan]) }
        #expect(throws: CoresetError.self) { try CertificateSlot(utility: free.utility, footprintsGrams: [1, -1]) }
    }
}
