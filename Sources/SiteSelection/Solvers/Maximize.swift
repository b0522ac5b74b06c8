/// Maximizes V·U(S) − Σ_{i∈S} cost_i over S ⊆ `candidates` with |S| ≥ `atLeast`.
///
/// Without candidates the empty set comes back. Every site counts in U, whether it may be selected or not. A floor above
/// the number of candidates selects them all. Greedy and local search keep to the floor as they go; the set of double
/// greedy and stochastic greedy is filled up to it by largest gain.
///
/// - Parameters:
///   - candidates: distinct sites that may be selected; nil for all.
///   - rng: drawn from by the randomized solvers and random orders only.
/// - Throws: `CoresetError` if enumeration is asked of more than 20 candidates or a solver's parameter is out of range.
/// - Complexity: in evaluations of a neighbouring set: double greedy 2m for m candidates, greedy O(m·|S|), a pass of local
///   search O(m·|S|). Exhaustive visits 2^m sets.
public func maximize(
    _ objective: SelectionObjective, candidates: [Int]? = nil, atLeast: Int = 0, with solver: Solver,
    using rng: inout some RandomNumberGenerator
) throws -> SolverResult {
    precondition(atLeast >= 0, "a floor of \(atLeast) sites")
    let n = objective.utility.count
    let ground = candidates.map { Set($0).sorted() } ?? Array(0..<n)
    precondition(ground.count == candidates?.count ?? n, "candidates are not distinct")
    precondition(
        ground.first ?? 0 >= 0 && ground.last ?? -1 < n, "candidates \(ground) of a problem with \(n) sites")
    return try SelectionProblem(objective: objective, ground: ground, floor: min(atLeast, ground.count))
        .solve(with: solver, using: &rng)
}

/// The caller's generator as one concrete type: a solver that is generic in the generator as well as in the state would
/// not be specialized for the state, and run ten times slower.
struct BorrowedGenerator: RandomNumberGenerator {
    let draw: () -> UInt64
    mutating func next() -> UInt64 { draw() }
}

/// An objective with the sites that may be selected and the least number of them.
struct SelectionProblem {
    var objective: SelectionObjective
    /// Ascending.
    let ground: [Int]
    /// At most `ground.count`.
    let floor: Int
    /// U({i}) of the sites of `ground`, where the caller has them from another problem with the same utility.
    var singletonUtilities: [Double]?
    /// Where the caller has no use for sets that weigh more: lazy greedy stops with the first that does.
    var weightLimit: (weights: [Double], limit: Double)?

    /// What a solver hands back before it is made into a result.
    struct Solution {
        var selected: [Int]
        var upperBound: Double?
        var isOptimal = false
        var evaluations: Int
    }

    func solve(with solver: Solver, using rng: inout some RandomNumberGenerator) throws -> SolverResult {
        let solver = solver.resolved(sites: objective.utility.count)
        func solve(_ draw: @escaping () -> UInt64) throws -> SolverResult {
            var source = BorrowedGenerator(draw: draw)
            switch objective.utility.kind {
            case .facilityLocation: return try self.solve(NearestSiteState<ShareWeightedSum>.self, solver, &source)
            case .kCenter: return try self.solve(NearestSiteState<LargestDistance>.self, solver, &source)
            case .gradientMatching: return try self.solve(MatchingState.self, solver, &source)
            case .expectedDescent: return try self.solve(DescentState.self, solver, &source)
            }
        }
        return try withoutActuallyEscaping({ rng.next() }, do: solve)
    }

    private func solve<State: SelectionState>(
        _: State.Type, _ solver: Solver, _ rng: inout BorrowedGenerator
    ) throws -> SolverResult {
        var outcome: Solution
        switch solver {
        case .deterministicDoubleGreedy(let order):
            outcome = completed(deterministicDoubleGreedy(State.self, order, using: &rng), State.self)
        case .randomizedDoubleGreedy(let order):
            outcome = completed(randomizedDoubleGreedy(State.self, order, using: &rng), State.self)
        case .greedy:
            outcome = greedy(State.self)
        case .lazyGreedy:
            outcome = objective.utility.kind.isSubmodular ? lazyGreedy(State.self) : greedy(State.self)
        case .stochasticGreedy(let epsilon):
            guard epsilon > 0, epsilon < 1 else {
                throw CoresetError.invalidParameter(parameter: "epsilon", value: epsilon, requirement: "0 < ε < 1")
            }
            outcome = completed(stochasticGreedy(State.self, epsilon: epsilon, using: &rng), State.self)
        case .localSearch:
            outcome = localSearch(State.self)
        case .exhaustive:
            guard ground.count <= Solver.exhaustiveLimit else {
                throw CoresetError.tooManyCandidates(count: ground.count, limit: Solver.exhaustiveLimit)
            }
            outcome = exhaustive()
        case .exact(let timeLimitSeconds, let nodeLimit) where objective.utility.kind == .facilityLocation:
            outcome = exactFacilityLocation(within: SearchLimits(seconds: timeLimitSeconds, nodes: nodeLimit))
        case .exact(let timeLimitSeconds, let nodeLimit) where objective.utility.kind == .kCenter:
            outcome = exactKCenter(within: SearchLimits(seconds: timeLimitSeconds, nodes: nodeLimit))
        case .exact where ground.count <= Solver.exhaustiveLimit:
            outcome = exhaustive()
        case .exact, .automatic:
            outcome = localSearch(State.self)
            outcome.upperBound = .infinity  // the supremum will do
        }
        let selected = outcome.selected.sorted()
        let utility = objective.utility.value(of: selected)
        let value = objective.penaltyWeight * utility - selected.reduce(0) { $0 + objective.costs[$1] }
        return SolverResult(
            selected: selected, objective: value, utility: utility,
            upperBound: outcome.isOptimal ? value : outcome.upperBound.map { max(min($0, supremum), value) },
            isOptimal: outcome.isOptimal, evaluations: outcome.evaluations)
    }

    /// What f cannot exceed, from the largest utility and the cheapest nonempty set alone.
    private var supremum: Double {
        let costs = ground.map { objective.costs[$0] }
        let rewards = costs.filter { $0 < 0 }.reduce(0, +)
        let cheapest = rewards < 0 ? rewards : costs.min() ?? 0
        return max(floor == 0 ? 0 : -.infinity, objective.penaltyWeight * objective.utility.kind.supremum - cheapest)
    }

    /// Fills a set up to the floor by largest gain.
    private func completed<State: SelectionState>(_ outcome: Solution, _: State.Type) -> Solution {
        guard outcome.selected.count < floor else { return outcome }
        var filled = greedy(State.self, from: outcome.selected, stopAtFloor: true)
        filled.evaluations += outcome.evaluations
        return filled
    }

    /// V·(change of U) − (change of cost).
    @inline(__always) func gain(_ after: Double, _ before: Double, cost: Double) -> Double {
        objective.penaltyWeight * (after - before) - cost
    }
}
