import Reproducibility

extension SelectionProblem {
    /// Algorithm 1 of Buchbinder et al.: X grows from ∅, Y shrinks from all, and each site goes the way that gains more.
    func deterministicDoubleGreedy<State: SelectionState>(
        _: State.Type, _ order: VisitingOrder, using rng: inout BorrowedGenerator
    ) -> Solution {
        doubleGreedy(State.self, visited(order, using: &rng)) { adding, removing in adding > removing }
    }

    /// Algorithm 2 of Buchbinder et al.: the site joins with probability a⁺/(a⁺ + b⁺).
    func randomizedDoubleGreedy<State: SelectionState>(
        _: State.Type, _ order: VisitingOrder, using rng: inout BorrowedGenerator
    ) -> Solution {
        let sites = visited(order, using: &rng)
        return doubleGreedy(State.self, sites) { adding, removing in
            let (a, b) = (max(adding, 0), max(removing, 0))
            // Submodularity gives a + b ≥ 0 before clipping, so both are 0 only where the choice does not matter.
            return a + b > 0 && rng.uniform() * (a + b) < a
        }
    }

    private func doubleGreedy<State: SelectionState>(
        _: State.Type, _ sites: [Int], joins: (_ adding: Double, _ removing: Double) -> Bool
    ) -> Solution {
        var grown = State(objective.utility, members: [])
        var shrunk = State(objective.utility, members: ground)
        var selected: [Int] = []
        for i in sites {
            let cost = objective.costs[i]
            let adding = gain(grown.utility(adding: i), grown.utility, cost: cost)
            let removing = gain(shrunk.utility(removing: i), shrunk.utility, cost: -cost)
            if joins(adding, removing) {
                grown.add(i)
                selected.append(i)
            } else {
                shrunk.remove(i)
            }
        }
        return Solution(selected: selected, evaluations: 2 * sites.count)
    }

    private func visited(_ order: VisitingOrder, using rng: inout BorrowedGenerator) -> [Int] {
        switch order {
        case .index: ground
        case .cost: ground.sorted { (objective.costs[$0], $0) < (objective.costs[$1], $1) }
        case .random: rng.sample(ground.count, outOf: ground.count).map { ground[$0] }
        }
    }
}
