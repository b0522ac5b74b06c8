/// A nonempty set of candidates of large utility whose costs sum to at most `budget`, ascending.
///
/// Up to 10 candidates the best such set, by enumeration. Beyond, the better of two greedy runs, one by gain per unit of
/// cost and one by gain; each adds sites while any fits and gives back its best stage, so that a utility that is negative
/// for small sets does not stop it at the first step. For a monotone submodular utility its value is at least (1 − 1/e)/2
/// of the best. Ties go to the set found first: the smaller, the lower index. Empty if no candidate fits.
///
/// - Parameters:
///   - candidates: distinct sites.
///   - costs: one number per site of the utility, ≥ 0 for the candidates.
/// - Complexity: 2^m evaluations of a set for m ≤ 10 candidates, O(m·|S|) of a neighbouring set beyond.
/// Source of the greedy pair: Leskovec et al., "Cost-effective outbreak detection in networks", KDD 2007.
public func budgetedSelection(
    from candidates: [Int], costs: [Double], budget: Double, maximizing utility: SiteUtility
) -> [Int] {
    precondition(costs.count == utility.count, "\(costs.count) costs for \(utility.count) sites")
    precondition(candidates.allSatisfy { costs[$0] >= 0 }, "costs must be at least 0")
    let ground = candidates.filter { costs[$0] <= budget }.sorted()
    guard ground.count > 10 else { return bestOfAllSets(ground, costs, budget, utility) }
    let runs = [true, false].map { perCost in
        switch utility.kind {
        case .facilityLocation:
            budgetedGreedy(NearestSiteState<ShareWeightedSum>(utility, members: []), ground, costs, budget, perCost)
        case .kCenter:
            budgetedGreedy(NearestSiteState<LargestDistance>(utility, members: []), ground, costs, budget, perCost)
        case .gradientMatching: budgetedGreedy(MatchingState(utility, members: []), ground, costs, budget, perCost)
        case .expectedDescent: budgetedGreedy(DescentState(utility, members: []), ground, costs, budget, perCost)
        }
    }
    return (runs[0].utility >= runs[1].utility ? runs[0].selected : runs[1].selected).sorted()
}

private func bestOfAllSets(_ ground: [Int], _ costs: [Double], _ budget: Double, _ utility: SiteUtility) -> [Int] {
    var best: (value: Double, sites: [Int]) = (-.infinity, [])
    for mask in 1..<max(1, 1 << ground.count) {
        let sites = ground.indices.filter { mask >> $0 & 1 == 1 }.map { ground[$0] }
        guard sites.reduce(0, { $0 + costs[$1] }) <= budget else { continue }
        let value = utility.value(of: sites)
        if value > best.value || (value == best.value && sites.count < best.sites.count) { best = (value, sites) }
    }
    return best.sites
}

/// The stage of largest utility, the first of equals.
private func budgetedGreedy(
    _ empty: some SelectionState, _ ground: [Int], _ costs: [Double], _ budget: Double, _ perCost: Bool
) -> (selected: [Int], utility: Double) {
    var state = empty
    var selected: [Int] = []
    var rest = ground
    var left = budget
    var best: (selected: [Int], utility: Double) = ([], -.infinity)
    while true {
        rest.removeAll { costs[$0] > left }
        var next = (score: -Double.infinity, place: -1)
        for (place, site) in rest.enumerated() {
            let gain = state.utility(adding: site) - state.utility
            // Per unit of cost a loss would look the smaller the more expensive the site.
            let score = perCost && gain > 0 ? gain / costs[site] : gain
            if score > next.score { next = (score, place) }
        }
        guard next.place >= 0 else { return best }
        let site = rest.remove(at: next.place)
        state.add(site)
        left -= costs[site]
        selected.append(site)
        if state.utility > best.utility { best = (selected, state.utility) }
    }
}
