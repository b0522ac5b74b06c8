import LinearAlgebra

extension SelectionProblem {
    private enum Move {
        case add(Int)
        case drop(Int)
        case exchange(in: Int, out: Int)
    }

    /// From the greedy set, takes the best addition, removal or exchange until none improves f; where U is not submodular
    /// also from all sites less those whose removal gains most, for greedy stops where two sites together would gain what neither
    /// gains alone.
    func localSearch<State: SelectionState>(_: State.Type) -> Solution {
        let low = localSearch(State.self, from: greedy(State.self))
        guard !objective.utility.kind.isSubmodular else { return low }
        let high = localSearch(State.self, from: reverseGreedy(State.self))
        let isHigher = objective.value(of: high.selected) > objective.value(of: low.selected)
        return Solution(
            selected: isHigher ? high.selected : low.selected, evaluations: low.evaluations + high.evaluations)
    }

    /// Removes the site of largest positive gain from all until there is none.
    private func reverseGreedy<State: SelectionState>(_: State.Type) -> Solution {
        var state = State(objective.utility, members: ground)
        var selected = ground
        var evaluations = 0
        while selected.count > floor {
            let gains = selected.map { gain(state.utility(removing: $0), state.utility, cost: -objective.costs[$0]) }
            evaluations += gains.count
            guard let place = gains.indices.max(by: { gains[$0] < gains[$1] }), gains[place] > least else { break }
            state.remove(selected.remove(at: place))
        }
        return Solution(selected: selected, evaluations: evaluations)
    }

    /// Improvements below rounding are none: they would let a search go in circles.
    private var least: Double {
        1e-12 * (objective.penaltyWeight + ground.reduce(0) { max($0, abs(objective.costs[$1])) })
    }

    private func localSearch<State: SelectionState>(_: State.Type, from start: Solution) -> Solution {
        var state = State(objective.utility, members: start.selected)
        var selected = Set(start.selected)
        var evaluations = start.evaluations
        let costs = objective.costs
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
            case nil: return Solution(selected: Array(selected), evaluations: evaluations)
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
