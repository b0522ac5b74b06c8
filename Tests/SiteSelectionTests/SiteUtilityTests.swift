import LinearAlgebra
import SiteSelection
import TestSupport
import Testing

struct SiteUtilityTests {
    @Test(arguments: allKinds) func agreesWithItsFormula(_ kind: UtilityKind) throws {
        for seed in 0..<200 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 6))
            let utility = try instance.utility(kind)
            for set in instance.subsets() {
                let expected = instance.naiveUtility(kind, set)
                #expect(abs(utility.value(of: set) - expected) < 1e-6, "seed \(seed) set \(set)")
            }
        }
    }

    @Test(arguments: [.facilityLocation, .kCenter, .gradientMatching(), .expectedDescent()] as [UtilityKind])
    func isOneForEverybodyAndZeroForNobody(_ kind: UtilityKind) throws {
        for seed in 0..<100 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 9))
            let utility = try instance.utility(kind)
            #expect(utility.value(of: []) == 0)
            #expect(abs(utility.value(of: Array(0..<instance.count)) - 1) < 1e-6)
        }
    }

    @Test(arguments: allKinds) func theRestsHaveTheBitsOfTheirOwnValue(_ kind: UtilityKind) throws {
        for seed: UInt64 in 0..<40 {
            let count = 1 + Int(seed % 9)
            let utility = try RandomInstance(seed: seed, count: count).utility(kind)
            let sites = (0..<count).filter { seed % 5 == 0 || ($0 + Int(seed)) % 3 > 0 }.reversed() as [Int]
            let rests = sites.map { site in utility.value(of: sites.filter { $0 != site }) }
            #expect(utility.values(removingEachOf: sites) == rests, "seed \(seed)")
        }
    }

    @Test(arguments: allKinds) func largerSetsHaveTheBitsOfTheirOwnValue(_ kind: UtilityKind) throws {
        for seed: UInt64 in 0..<40 {
            let count = 1 + Int(seed % 9)
            let utility = try RandomInstance(seed: seed, count: count).utility(kind)
            let sites = (0..<count).filter { ($0 + Int(seed)) % 3 == 0 }
            let others = (0..<count).filter { ($0 + Int(seed)) % 3 != 0 }
            let larger = others.map { utility.value(of: (sites + [$0]).sorted()) }
            #expect(utility.values(addingEachOf: others, to: sites) == larger, "seed \(seed)")
        }
    }

    @Test func equalGradientsMakeOneSiteStandForAll() throws {
        for kind in allKinds where kind != .gradientMatching(ridge: 0.1) {
            let utility = try SiteUtility(kind, gram: [Double](repeating: 2, count: 9), shares: [1, 2, 3])
            #expect(utility.value(of: []) == 0)
            for i in 0..<3 { #expect(abs(utility.value(of: [i]) - 1) < 1e-12, "\(kind)") }
        }
    }

    @Test func aZeroMeanGradientLeavesNothingToMatch() throws {
        for kind in [.gradientMatching(), .expectedDescent()] as [UtilityKind] {
            let utility = try SiteUtility(kind, gram: [1, -1, -1, 1], shares: [1, 1])
            #expect(utility.value(of: []) == 0)
            #expect(utility.value(of: [1]) == 1)
            #expect(utility.value(of: [0, 1]) == 1)
        }
    }

    @Test func oneSiteAndNone() throws {
        for kind in allKinds where kind != .gradientMatching(ridge: 0.1) {
            #expect(try SiteUtility(kind, gram: [4], shares: [3]).value(of: [0]) == 1)
            let none = try SiteUtility(kind, gram: [], shares: [])
            #expect(none.value(of: []) == 0)
            #expect(none.weights(of: []).isEmpty)
        }
    }

    @Test func facilityLocationIsMonotoneAndSubmodular() throws {
        for seed in 0..<100 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 5)
            let utility = try instance.utility(.facilityLocation)
            for small in instance.subsets() {
                for large in instance.subsets() where small.allSatisfy(large.contains) {
                    #expect(utility.value(of: small) <= utility.value(of: large) + 1e-12)
                    for i in 0..<5 where !large.contains(i) {
                        let (a, b) = (utility.value(of: small + [i]), utility.value(of: small))
                        let (c, d) = (utility.value(of: large + [i]), utility.value(of: large))
                        #expect(a - b >= c - d - 1e-12, "seed \(seed): \(small) ⊆ \(large), site \(i)")
                    }
                }
            }
        }
    }

    @Test func nearestSharesWeighFacilityLocation() throws {
        let instance = RandomInstance(seed: 11, count: 7)
        let weights = try instance.utility(.facilityLocation).weights(of: [5, 2, 0])
        var expected = [0.0, 0, 0]
        for j in 0..<7 {
            let d = [5, 2, 0].map { instance.distance($0, j) }
            expected[d.firstIndex(of: d.min()!)!] += instance.shares[j]
        }
        #expect(zip(weights, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    }

    @Test func matchingWeightsReachTheNaiveMinimum() throws {
        for seed in 0..<300 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 1 + Int(seed % 7), dimension: 3)
            let sites = Array(0..<instance.count)
            let weights = try instance.utility(.gradientMatching()).weights(of: sites)
            #expect(weights.allSatisfy { $0 >= 0 })
            let fit = instance.combination(sites, weights)
            let square = zip(instance.mean, fit).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(square <= instance.naiveResidual(sites, ridge: 0).square + 1e-10, "seed \(seed)")
        }
    }

    @Test func badInputIsRefusedByName() {
        let good = [0, 1, 1, 0] as [Double]
        #expect(throws: CoresetError.wrongCount(quantity: "distances", found: 3, expected: 4)) {
            try SiteUtility(.kCenter, distances: [0, 1, 1], shares: [1, 1])
        }
        #expect(throws: CoresetError.self) {
            try SiteUtility(.facilityLocation, distances: [0, .nan, 1, 0], shares: [1, 1])
        }
        #expect(throws: CoresetError.self) {
            try SiteUtility(.facilityLocation, distances: [0, -1, -1, 0], shares: [1, 1])
        }
        #expect(throws: CoresetError.asymmetricDistances(row: 1, column: 0, value: 2, mirrored: 1)) {
            try SiteUtility(.facilityLocation, distances: [0, 1, 2, 0], shares: [1, 1])
        }
        #expect(throws: CoresetError.self) { try SiteUtility(.facilityLocation, distances: [1], shares: [1]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.facilityLocation, distances: good, shares: [1, -1]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.facilityLocation, distances: good, shares: [0, 0]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.expectedDescent(), gram: [1, .infinity], shares: [1]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.expectedDescent(), gram: [.infinity], shares: [1]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.expectedDescent(curvature: 2), gram: [1], shares: [1]) }
        #expect(throws: CoresetError.self) { try SiteUtility(.gradientMatching(ridge: -1), gram: [1], shares: [1]) }
        #expect(throws: CoresetError.needsInnerProducts(.expectedDescent())) {
            try SiteUtility(.expectedDescent(), distances: good, shares: [1, 1])
        }
    }
}
