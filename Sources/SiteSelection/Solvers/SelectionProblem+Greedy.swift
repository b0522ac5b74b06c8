import Foundation
import HeapModule
import Reproducibility

extension SelectionProblem {
    /// Adds the site of largest gain, ties to the lower index, while it gains or the floor is not reached.
    func greedy<State: SelectionState>(
        _: State.Type, from start: [Int] = [], stopAtFloor: Bool = false
    ) -> Solution {
        var state = State(objective.utility, members: start)
        var selected = start
        var rest = ground.filter { !start.contains($0) }
        var evaluations = 0
        while !rest.isEmpty, !(stopAtFloor && selected.count >= floor) {
            var best = 0.0
            var place = 0
            for (k, i) in rest.enumerated() {
                let gained = gain(state.utility(adding: i), state.utility, cost: objective.costs[i])
                // Sites that would serve each other tie, but for the rounding of sums in another order.
                if k == 0 || gained > best + 1e-10 * abs(best) { (best, place) = (gained, k) }
            }
            evaluations += rest.count
            guard best > 0 || selected.count < floor else { break }
            let chosen = rest.remove(at: place)
            state.add(chosen)
            selected.append(chosen)
        }
        return Solution(selected: selected, evaluations: evaluations)
    }

    /// `greedy` that looks again only at the site whose last known gain is largest; gains never grow.
    func lazyGreedy<State: SelectionState>(_: State.Type) -> Solution {
        var state = State(objective.utility, members: [])
        var selected: [Int] = []
        let alone = singletonUtilities ?? ground.map { state.utility(adding: $0) }
        var heap = Heap(zip(ground, alone).map { RankedGain($0, gain($1, state.utility, cost: objective.costs[$0])) })
        var evaluations = singletonUtilities == nil ? ground.count : 0
        var freshAt = [Int](repeating: 0, count: objective.utility.count)  // size of the set when last looked at
        var weight = 0.0
        while let top = heap.max, top.gain > 0 || selected.count < floor, weight <= weightLimit?.limit ?? .infinity {
            if freshAt[top.item] == selected.count {
                heap.removeMax()
                state.add(top.item)
                selected.append(top.item)
                weight += weightLimit?.weights[top.item] ?? 0
            } else {
                let fresh = gain(state.utility(adding: top.item), state.utility, cost: objective.costs[top.item])
                evaluations += 1
                freshAt[top.item] = selected.count
                heap.replaceMax(with: RankedGain(top.item, fresh))
            }
        }
        return Solution(selected: selected, evaluations: evaluations)
    }

    /// `greedy` over a fresh random sample of the rest at each step.
    func stochasticGreedy<State: SelectionState>(
        _: State.Type, epsilon: Double, using rng: inout BorrowedGenerator
    ) -> Solution {
        var state = State(objective.utility, members: [])
        var selected: [Int] = []
        var rest = ground
        var evaluations = 0
        let sampleSize = Int(saturating: (Double(ground.count).squareRoot() * -log(epsilon)).rounded(.up))
        while !rest.isEmpty {
            var best = 0.0
            var place: Int?
            for k in rng.sample(min(sampleSize, rest.count), outOf: rest.count).sorted() {
                let gained = gain(state.utility(adding: rest[k]), state.utility, cost: objective.costs[rest[k]])
                if gained > best { (best, place) = (gained, k) }
                evaluations += 1
            }
            guard let place else { break }
            let chosen = rest.remove(at: place)
            state.add(chosen)
            selected.append(chosen)
        }
        return Solution(selected: selected, evaluations: evaluations)
    }
}
