/// argmin over w ≥ 0 of ‖t − Aᵀw‖² + λ‖w‖² by an active set, from inner products alone.
///
/// Rows of A are vectors a_i; `gram[i, j]` = ⟨a_i, a_j⟩ and `target[i]` = ⟨a_i, t⟩. Only the rows in `candidates` may
/// have weight. Linearly dependent rows are left out of the support, which never costs optimality: an optimal
/// non-negative combination exists on independent rows (Carathéodory).
///
/// Source: Lawson and Hanson, "Solving Least Squares Problems", 1974, algorithm 23.10, on the normal equations, with a
/// Cholesky factor that grows with the support.
public struct NonNegativeLeastSquares: Sendable {
    /// Rows with positive weight, in the order in which they entered.
    public private(set) var support: [Int] = []
    /// Weights in the order of `support`, all positive.
    public private(set) var weights: [Double] = []
    /// ‖t‖² minus the minimum: targetᵀw at the solution.
    public var explained: Double { factor.explained }

    private var factor: GrowingCholesky
    private var trial: [Double]

    /// - Parameter capacity: the largest support that a solve may reach, at most the number of rows.
    public init(capacity: Int) {
        factor = GrowingCholesky(capacity: capacity)
        trial = [Double](repeating: 0, count: capacity)
    }

    /// Solves for `candidates`, starting from the present support where it lies inside them.
    ///
    /// - Parameters:
    ///   - gram: rows×rows, row-major.
    ///   - targetNorm: ‖t‖, the scale of the optimality test.
    ///   - ridge: λ ≥ 0.
    /// - Complexity: O(|candidates|·|support|) for each row that enters, and O(|support|³) for each that leaves.
    public mutating func solve(
        gram: UnsafeBufferPointer<Double>, rows: Int, target: UnsafeBufferPointer<Double>, targetNorm: Double,
        candidates: [Int], ridge: Double = 0
    ) {
        precondition(
            gram.count == rows * rows && target.count == rows,
            "\(gram.count) products and \(target.count) targets for \(rows) rows")
        let allowed = Set(candidates)
        if !support.allSatisfy(allowed.contains) {
            refactor(support.filter(allowed.contains), gram: gram, rows: rows, target: target, ridge: ridge)
            makeFeasible(from: nil, gram: gram, rows: rows, target: target, ridge: ridge)
        }
        var refused: Set<Int> = []
        // Each entry raises `explained`, so no support comes twice; the cap only guards against rounding.
        for _ in 0..<(3 * candidates.count + 10) {
            var best = 0.0
            var entering = -1
            let present = Set(support)
            for i in candidates where !present.contains(i) && !refused.contains(i) {
                var correlation = target[i]
                for (k, j) in support.enumerated() { correlation -= gram[i * rows + j] * weights[k] }
                let norm = gram[i * rows + i].squareRoot()
                guard norm > 0 else { continue }
                // ⟨a_i, r⟩/‖a_i‖: the steepest direction, whatever the lengths of the rows.
                if correlation / norm > max(best, 1e-11 * targetNorm) { (best, entering) = (correlation / norm, i) }
            }
            guard entering >= 0, support.count < factor.capacity else { return }
            let before = explained
            let (oldSupport, oldWeights) = (support, weights)
            guard append(entering, gram: gram, rows: rows, target: target, ridge: ridge) else {
                refused.insert(entering)
                continue
            }
            makeFeasible(from: oldWeights + [0], gram: gram, rows: rows, target: target, ridge: ridge)
            if explained <= before {
                refactor(oldSupport, gram: gram, rows: rows, target: target, ridge: ridge)
                weights = oldWeights
                refused.insert(entering)
            } else {
                refused.removeAll(keepingCapacity: true)
            }
        }
    }

    /// Forgets the support, keeping the storage.
    public mutating func reset() {
        support.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        factor.truncate(to: 0)
    }

    private mutating func append(
        _ i: Int, gram: UnsafeBufferPointer<Double>, rows: Int, target: UnsafeBufferPointer<Double>, ridge: Double
    ) -> Bool {
        let support = support
        let added = factor.append(diagonal: gram[i * rows + i] + ridge, target: target[i]) {
            gram[i * rows + support[$0]]
        }
        if added { self.support.append(i) }
        return added
    }

    private mutating func refactor(
        _ newSupport: [Int], gram: UnsafeBufferPointer<Double>, rows: Int, target: UnsafeBufferPointer<Double>,
        ridge: Double
    ) {
        reset()
        for i in newSupport { _ = append(i, gram: gram, rows: rows, target: target, ridge: ridge) }
    }

    /// Walks from the feasible weights `start` towards the unconstrained solution on the support, dropping the rows that
    /// reach zero on the way, until that solution is itself positive. Without `start`, negative rows are dropped.
    private mutating func makeFeasible(
        from start: [Double]?, gram: UnsafeBufferPointer<Double>, rows: Int, target: UnsafeBufferPointer<Double>,
        ridge: Double
    ) {
        var current = start
        while true {
            trial.withUnsafeMutableBufferPointer { factor.solve(into: $0) }
            let solution = Array(trial.prefix(support.count))
            guard solution.contains(where: { $0 <= 0 }) else {
                weights = solution
                return
            }
            var kept: [Int] = []
            if let from = current {
                // The largest step α in [0, 1] that keeps from + α·(solution − from) ≥ 0.
                var alpha = 1.0
                for (f, s) in zip(from, solution) where s <= 0 { alpha = min(alpha, f / (f - s)) }
                var next: [Double] = []
                for (k, (f, s)) in zip(from, solution).enumerated() {
                    let w = f + alpha * (s - f)
                    if s > 0 || w > 1e-15 * f {
                        kept.append(support[k])
                        next.append(max(w, 0))
                    }
                }
                if kept.count == support.count {  // rounding left the blocking row positive: drop it by hand
                    let blocking = zip(from, solution).enumerated().filter { $1.1 <= 0 }
                        .min { $0.1.0 / ($0.1.0 - $0.1.1) < $1.1.0 / ($1.1.0 - $1.1.1) }!.0
                    kept.remove(at: blocking)
                    next.remove(at: blocking)
                }
                current = next
            } else {
                for (k, s) in solution.enumerated() where s > 0 { kept.append(support[k]) }
            }
            refactor(kept, gram: gram, rows: rows, target: target, ridge: ridge)
            if support.count != kept.count { current = nil }  // a dependent row fell out
        }
    }
}
