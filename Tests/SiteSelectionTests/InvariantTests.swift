import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// Random walks of the types whose parts must agree with each other.
@Suite struct InvariantTests {
    @Test func nearestSitesStayNearest() throws {
        for seed in 0..<30 as Range<UInt64> {
            let instance = RandomInstance(seed: seed, count: 2 + Int(seed % 8))
            var rng = RandomStream(seed: seed, "walk")
            var members: [Int] = []
            var state = NearestSiteState<ShareWeightedSum>(try instance.utility(.facilityLocation), members: [])
            for _ in 0..<40 {
                let site = Int.random(in: 0..<instance.count, using: &rng)
                if let place = members.firstIndex(of: site) {
                    if Bool.random(using: &rng) { _ = state.utility(removing: site) }
                    members.remove(at: place)
                    state.remove(site)
                } else {
                    if Bool.random(using: &rng) { _ = state.utility(adding: site) }
                    members.append(site)
                    state.add(site)
                }
                state.checkInvariants()
                #expect(abs(state.utility - instance.naiveUtility(.facilityLocation, members)) < 1e-6, "seed \(seed)")
            }
        }
    }

    /// Weak duality: a feasible v never exceeds the cost of any set of facilities.
    @Test func dualValuesStayFeasible() {
        for seed in 0..<40 as Range<UInt64> {
            var rng = RandomStream(seed: seed, "dual")
            let (clients, facilities) = (1 + Int(seed % 7), 1 + Int(seed % 5))
            let costs = (0..<clients * facilities).map { _ in rng.uniform() }
            var opening = (0..<facilities).map { _ in rng.uniform() }
            if seed % 4 == 1 { opening[0] = 0 }
            let dual = DualAscent(clients: clients, facilities: facilities, costs: costs)
            dual.load(values: dual.lowestValues, opening: opening)
            dual.checkInvariants(opening: opening)
            dual.ascend()
            dual.checkInvariants(opening: opening)
            for _ in 0..<3 {
                dual.buildPrimal(open: opening.map { $0 == 0 })
                let before = dual.bound
                dual.adjust()
                dual.checkInvariants(opening: opening)
                #expect(dual.bound >= before - 1e-12)
            }
            let cheapest = (1..<1 << facilities).map { mask -> Double in
                let open = (0..<facilities).filter { mask >> $0 & 1 == 1 }
                let connection = (0..<clients).reduce(0.0) { sum, j in
                    sum + (open.map { costs[j * facilities + $0] }.min() ?? 0)
                }
                return open.reduce(connection) { $0 + opening[$1] }
            }.min()
            #expect(dual.bound <= (cheapest ?? 0) + 1e-12, "seed \(seed)")
        }
    }
}
