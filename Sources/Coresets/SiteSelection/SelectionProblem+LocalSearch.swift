extension SelectionProblem {
    private enum Move {
        case add(Int)
        case drop(Int)
        case exchange(in: Int, out: Int)
    }

    /// From the greedy set, takes the best addition, removal or exchange until none improves f.
    func localSearch<State: SelectionState>(_: State.Type) -> Outcome {
        let start = greedy(State.self)
        var state = State(objective.utility, members: start.selected)
        var selected = Set(start.selected)
        var evaluations = start.evaluations
        let costs = objective.costs
        // Improvements below rounding are none: they would let the search go in circles.
        let least = 1e-12 * (objective.penaltyWeight + ground.reduce(0) { max($0, abs(costs[$1])) })
        while true {
            var best = least
            var move: Move?
            let inside = ground.filter(selected.contains)
            let outside = ground.filter { !selected.contains($0) }
            for i in outside {
                let gained = gain(state.utility(adding: i), state.utility, cost: costs[i])
                if gained > best { (best, move) = (gained, .add(i)) }
            }
            if inside.count > floor {
                for j in inside {
                    let gained = gain(state.utility(removing: j), state.utility, cost: -costs[j])
                    if gained > best { (best, move) = (gained, .drop(j)) }
                }
            }
            for i in outside {
                for j in inside {
                    let after = state.utility(adding: i, removing: j)
                    let gained = gain(after, state.utility, cost: costs[i] - costs[j])
                    if gained > best { (best, move) = (gained, .exchange(in: i, out: j)) }
                }
            }
            evaluations += outside.count * (1 + inside.count) + (inside.count > floor ? inside.count : 0)
            switch move {
            case nil: return Outcome(selected: Array(selected), evaluations: evaluations)
            case .add(let i):
                state.add(i)
                selected.insert(i)
            case .drop(let j):
                state.remove(j)
                selected.remove(j)
            case .exchange(let i, let j):
                state.remove(j)
                state.add(i)
                selected.remove(j)
                selected.insert(i)
            }
        }
    }
}
