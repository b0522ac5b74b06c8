/// Maximizes f(S) = V·U(S) − Σ cost over the sets whose grams sum to at most `budget` and that have at least as many sites
/// as the floor asks for, as far as the budget covers so many.
///
/// If the unconstrained maximizer fits, it is the answer. Otherwise, up to 10 candidates the best set by enumeration;
/// beyond, the best that a rising price per gram brings below the budget, filled up by largest gain.
///
/// - Parameters:
///   - grams: one number per site, ≥ 0.
///   - budget: any number; below 0 no site fits.
///   - atLeast: the floor. Where even its cheapest sites exceed the budget, as many as fit.
/// - Returns: ascending sites.
/// - Throws: what `maximize` throws.
/// - Complexity: one solve, and 2^m utilities for m ≤ 10 candidates or up to 40 more solves; then O(N) for each candidate that
///   still fits, for each site that is filled up.
public func maximize(
    _ objective: SelectionObjective, grams: [Double], within budget: Double, candidates: [Int], atLeast: Int = 0,
    with solver: Solver, using rng: inout some RandomNumberGenerator
) throws -> [Int] {
    precondition(grams.count == objective.utility.count, "\(grams.count) footprints, \(objective.utility.count) sites")
    let ground = candidates.filter { grams[$0] <= budget }.sorted()
    guard !ground.isEmpty else { return [] }
    let solver = solver.resolved(sites: objective.utility.count)
    let cheapestFirst = ground.sorted { (grams[$0], $0) < (grams[$1], $1) }
    var (floor, floorGrams) = (0, 0.0)
    for site in cheapestFirst.prefix(atLeast) where floorGrams + grams[site] <= budget {
        floor += 1
        floorGrams += grams[site]
    }
    func total(_ sites: [Int]) -> Double { sites.reduce(0) { $0 + grams[$1] } }
    var problem = SelectionProblem(objective: objective, ground: ground, floor: floor)
    // The same at every price; most of what lazy greedy looks at.
    if solver == .lazyGreedy, objective.utility.kind.isSubmodular {
        problem.singletonUtilities = objective.utility.values(addingEachOf: ground, to: [])
        // A set that only grows and is beyond the budget, rounding aside, stays so.
        problem.weightLimit = (grams, budget * (1 + 1e-9))
    }
    let free = try problem.solve(with: solver, using: &rng).selected
    if total(free) <= budget { return free }

    let cheapest = cheapestFirst.prefix(floor).sorted()
    var best = (value: objective.value(of: cheapest), sites: cheapest)
    func offer(_ sites: [Int]) {
        guard sites.count >= floor, total(sites) <= budget else { return }
        let value = objective.value(of: sites)
        if value > best.value { best = (value, sites) }
    }
    if ground.count <= 10 {
        for mask in 1..<(1 << ground.count) { offer(ground.indices.filter { mask >> $0 & 1 == 1 }.map { ground[$0] }) }
        return best.sites
    }
    var (low, high) = (0.0, objective.penaltyWeight / max(ground.map { grams[$0] }.min() ?? 1, .leastNormalMagnitude))
    for _ in 0..<40 {
        let price = (low + high) / 2
        problem.objective = try SelectionObjective(
            utility: objective.utility, penaltyWeight: objective.penaltyWeight,
            costs: zip(objective.costs, grams).map { $0 + price * $1 })
        let sites = try problem.solve(with: solver, using: &rng).selected
        let spent = total(sites)
        if spent <= budget { high = price } else { low = price }
        offer(sites)
        // A heuristic's set is not worth the last digits of a price, once no further site fits.
        if problem.weightLimit != nil, spent <= budget {
            let inside = Set(sites)
            if ground.allSatisfy({ inside.contains($0) || spent + grams[$0] > budget }) { break }
        }
    }
    while true {
        let base = best.sites
        let inside = Set(base)
        let larger = ground.filter { !inside.contains($0) }.map { site in (site, sites: (base + [site]).sorted()) }
            .filter { total($0.sites) <= budget }
        let utilities = objective.utility.values(addingEachOf: larger.map(\.0), to: base)
        for ((_, sites), utility) in zip(larger, utilities) {
            let value = objective.penaltyWeight * utility - sites.reduce(0) { $0 + objective.costs[$1] }
            if value > best.value { best = (value, sites) }
        }
        if best.sites.count == base.count { return base }
    }
}
