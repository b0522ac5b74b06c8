import LinearAlgebra
import Reproducibility

extension SelectionProblem {
    /// Facility location minus cost as uncapacitated facility location, by branch and bound over dual ascent.
    ///
    /// V·U(S) = V − Σ_j V p_j min_{i∈S} d_ij/d_max, so maximizing f over nonempty sets is minimizing opening costs
    /// cost_i plus connection costs V p_j d_ij/d_max.
    func exactFacilityLocation(within limits: SearchLimits) -> Solution {
        guard !ground.isEmpty else { return Solution(selected: [], isOptimal: true, evaluations: 1) }
        var limits = limits
        let heuristic = localSearch(NearestSiteState<ShareWeightedSum>.self)
        // Costs count from V: f(S) = V − cost(S), and the empty set costs V.
        let best = best(of: heuristic.selected)
        let found = cheapest(
            connections { objective.penaltyWeight * $0 / objective.utility.phantomDistance * $1 },
            below: objective.penaltyWeight - best.value, &limits)
        let bound = min(found.cost, found.open ?? .infinity)
        return Solution(
            selected: found.selected ?? best.selected, upperBound: objective.penaltyWeight - bound,
            isOptimal: found.open == nil, evaluations: heuristic.evaluations + limits.nodes)
    }

    /// k-center minus cost: the cheapest cover for one radius after another, each by branch and bound over dual ascent.
    ///
    /// A set of radius at most r has a member within r of every site that counts. With S the cheapest of these, no set of a
    /// radius between that of S and r beats S, for it costs no less; so the next radius is the next below that of S. The
    /// search ends when a set of the least radius at the price of S could not beat the best. A cover is facility location with
    /// connection costs 0 up to r and prohibitive ones beyond.
    func exactKCenter(within limits: SearchLimits) -> Solution {
        guard !ground.isEmpty else { return Solution(selected: [], isOptimal: true, evaluations: 1) }
        var limits = limits
        let (utility, clients) = (objective.utility, clients)
        // Local search gains little on greedy here, and takes longer than many a cover.
        let heuristic = greedy(NearestSiteState<LargestDistance>.self)
        var best = best(of: heuristic.selected)
        let distances = clients.map { j in ground.map { utility.distance($0, j) } }
        let radii = Set(distances.joined()).sorted()
        let least = distances.compactMap { $0.min() }.max() ?? 0
        let most = objective.penaltyWeight * (1 - least / utility.phantomDistance)
        let prohibitive = 1 + most + ground.reduce(0) { $0 + 2 * abs(objective.costs[$1]) }
        var radius = radii.last ?? 0
        // Costs rise as the radius falls: what the last cover costs, all that are left cost.
        var leastCost = -Double.infinity
        var open: Double?
        while open == nil {
            let found = cheapest(
                connections { _, d in d <= radius ? 0 : prohibitive }, below: most - best.value, &limits)
            open = found.open.map { max(leastCost, min($0, found.cost)) }
            guard let selected = found.selected else { break }
            leastCost = found.cost
            let value = objective.value(of: selected)
            if value > best.value { best = (selected, value) }
            let reached = clients.map { j in selected.map { utility.distance($0, j) }.min() ?? .infinity }.max() ?? 0
            guard let next = radii.last(where: { $0 < reached }), next >= least else { break }
            radius = next
        }
        return Solution(
            selected: best.selected, upperBound: open.map { most - $0 } ?? best.value, isOptimal: open == nil,
            evaluations: heuristic.evaluations + limits.nodes)
    }

    /// A set and its value, or the empty one if that may be and is better.
    private func best(of selected: [Int]) -> (selected: [Int], value: Double) {
        let value = objective.value(of: selected)
        return floor == 0 && value < 0 ? ([], 0) : (selected, value)
    }

    /// The set of open facilities with the least opening and connection costs, of those below `limit`.
    ///
    /// The search is depth first; a part of it holds some sites selected and some left out, and starts from the dual values
    /// of the part that it was cut from.
    /// - Returns: the set, nil if none costs less; its cost, or the limit; and what no set in the parts left over costs less
    ///   than, nil if none are left.
    private func cheapest(
        _ dual: DualAscent, below limit: Double, _ limits: inout SearchLimits
    ) -> (selected: [Int]?, cost: Double, open: Double?) {
        let costs = ground.map { objective.costs[$0] }
        let tolerance = 1e-12 * (objective.penaltyWeight + costs.reduce(0) { $0 + abs($1) })
        var incumbent: [Int]?
        var incumbentCost = limit

        // A site whose cost is below 0 is in every optimum.
        var parts = [
            Part(
                bound: -.infinity, values: dual.lowestValues, selected: costs.map { $0 < 0 },
                excluded: costs.map { _ in false })
        ]
        while let part = parts.popLast() {
            guard part.bound < incumbentCost - tolerance else { continue }
            guard limits.allowAnother() else {
                parts.append(part)
                break
            }
            let paid = ground.indices.reduce(0) { $0 + (part.selected[$1] ? costs[$1] : 0) }
            dual.load(
                values: part.values,
                opening: ground.indices.map { part.selected[$0] ? 0 : part.excluded[$0] ? .infinity : costs[$0] })
            dual.ascend()
            var bound = max(part.bound, paid + dual.bound)
            var isRising = true
            while true {
                dual.buildPrimal(open: part.selected)
                let primal = dual.primal
                let primalCost = primal.reduce(dual.primalConnectionCost()) { $0 + costs[$1] }
                if primalCost < incumbentCost, primal.count >= floor {
                    (incumbent, incumbentCost) = (primal.map { ground[$0] }, primalCost)
                }
                guard isRising, bound < min(incumbentCost, primalCost) - tolerance else { break }
                dual.adjust()
                let raised = max(bound, paid + dual.bound)
                // A sweep that wins less than a thousandth of what is missing is not worth another.
                isRising = raised - bound > 1e-3 * (incumbentCost - bound)
                bound = raised
            }
            guard bound < incumbentCost - tolerance else { continue }
            // A set with a site of slack s costs at least s more than the bound.
            let excluded = ground.indices.map {
                part.excluded[$0] || (!part.selected[$0] && paid + dual.bound + dual.slack(of: $0) > incumbentCost)
            }
            let fixed = ground.indices.map { part.selected[$0] || excluded[$0] }
            // Nothing overpaid means that v proves the primal set, which then is below the floor.
            guard let branch = dual.mostOverpaid(excluding: fixed) ?? fixed.firstIndex(of: false) else { continue }
            var without = Part(bound: bound, values: dual.values, selected: part.selected, excluded: excluded)
            var with = without
            without.excluded[branch] = true
            with.selected[branch] = true
            if without.excluded.count(where: { !$0 }) >= max(1, floor) { parts.append(without) }
            parts.append(with)
        }
        return (incumbent, incumbentCost, parts.map(\.bound).min())
    }

    /// The sites with data.
    private var clients: [Int] { (0..<objective.utility.count).filter { objective.utility.shares[$0] > 0 } }

    /// The clients and the candidates as facilities, at `cost` of a client's share and distance.
    private func connections(cost: (_ share: Double, _ distance: Double) -> Double) -> DualAscent {
        let (utility, clients) = (objective.utility, clients)
        var connection: [Double] = []
        connection.reserveCapacity(clients.count * ground.count)
        for j in clients {
            for i in ground { connection.append(cost(utility.shares[j], utility.distance(i, j))) }
        }
        return DualAscent(clients: clients.count, facilities: ground.count, costs: connection)
    }

    /// The sets that hold all of `selected` and none of `excluded`, as places in `ground`.
    private struct Part {
        /// No set of this part costs less.
        var bound: Double
        /// Dual values to start from.
        var values: [Double]
        var selected: [Bool]
        var excluded: [Bool]
    }
}

/// How long a search may take: seconds, parts looked at, or without end.
struct SearchLimits {
    private let start = ContinuousClock.now
    private let seconds: Double?
    private let nodeLimit: Int
    private(set) var nodes = 0

    init(seconds: Double?, nodes: Int?) { (self.seconds, nodeLimit) = (seconds, nodes ?? .max) }

    /// Counts one more part, unless a limit is reached.
    mutating func allowAnother() -> Bool {
        let isLate = seconds.map { ContinuousClock.now - start >= Duration(saturatingSeconds: $0) } ?? false
        guard !isLate, nodes < nodeLimit else { return false }
        nodes += 1
        return true
    }
}
