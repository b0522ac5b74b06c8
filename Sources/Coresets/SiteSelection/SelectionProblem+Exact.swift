extension SelectionProblem {
    /// Facility location minus cost as uncapacitated facility location, by branch and bound over dual ascent.
    ///
    /// V·U(S) = V − Σ_j V p_j min_{i∈S} d_ij/d_max, so maximizing f over nonempty sets is minimizing opening costs
    /// cost_i plus connection costs V p_j d_ij/d_max. The search is depth first from the local-search set; a part of it
    /// holds some sites selected and some left out, and starts from the dual values of the part that it was cut from.
    func exactFacilityLocation(timeLimitSeconds: Double?, nodeLimit: Int?) -> Outcome {
        guard !ground.isEmpty else { return Outcome(selected: [], isOptimal: true, evaluations: 1) }
        let start = ContinuousClock.now
        let heuristic = localSearch(NearestSiteState<ShareWeightedSum>.self)
        let dual = makeDual()
        let costs = ground.map { objective.costs[$0] }
        let tolerance = 1e-12 * (objective.penaltyWeight + costs.reduce(0) { $0 + abs($1) })

        // Costs count from V: f(S) = V − cost(S), and the empty set costs V.
        var incumbent = heuristic.selected
        var incumbentCost = objective.penaltyWeight - objective.value(of: heuristic.selected)
        if floor == 0, incumbentCost > objective.penaltyWeight {
            (incumbent, incumbentCost) = ([], objective.penaltyWeight)
        }

        // A site whose cost is below 0 is in every optimum.
        var parts = [
            Part(
                bound: -.infinity, values: dual.lowestValues, selected: costs.map { $0 < 0 },
                excluded: costs.map { _ in false })
        ]
        var nodes = 0
        while let part = parts.popLast() {
            guard part.bound < incumbentCost - tolerance else { continue }
            let isLate = timeLimitSeconds.map { ContinuousClock.now - start >= .seconds($0) } ?? false
            guard !isLate, nodes < nodeLimit ?? .max else {
                parts.append(part)
                break
            }
            nodes += 1
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
        let open = parts.map(\.bound).min()
        return Outcome(
            selected: incumbent, upperBound: objective.penaltyWeight - min(incumbentCost, open ?? .infinity),
            isOptimal: open == nil, evaluations: heuristic.evaluations + nodes)
    }

    /// Clients are the sites with data, facilities the candidates.
    private func makeDual() -> DualAscent {
        let utility = objective.utility
        let clients = (0..<utility.count).filter { utility.shares[$0] > 0 }
        var connection: [Double] = []
        connection.reserveCapacity(clients.count * ground.count)
        for j in clients {
            let scale = objective.penaltyWeight * utility.shares[j] / utility.phantomDistance
            for i in ground { connection.append(scale * utility.distance(i, j)) }
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
