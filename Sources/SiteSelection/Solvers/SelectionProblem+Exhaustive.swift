import LinearAlgebra

extension SelectionProblem {
    /// The best set of all, by depth-first enumeration in which a set costs little more than its difference to the
    /// set before: O(N) from distances, O(|S|) for descent, O(|S|²) for matching.
    ///
    /// Ties go to fewer sites, then to the first in lexicographic order.
    func exhaustive() -> Solution {
        var best = BestMask(floor: floor)
        switch objective.utility.kind {
        case .facilityLocation: enumerateNearest(ShareWeightedSum.self, into: &best)
        case .kCenter: enumerateNearest(LargestDistance.self, into: &best)
        case .expectedDescent(let curvature): enumerateDescent(curvature, into: &best)
        case .gradientMatching: enumerateMatching(into: &best)
        }
        let selected = ground.indices.filter { best.mask >> $0 & 1 == 1 }.map { ground[$0] }
        return Solution(selected: selected, isOptimal: true, evaluations: 1 << ground.count)
    }

    /// The best admissible set seen, as bits over `ground`.
    struct BestMask {
        let floor: Int
        private(set) var mask = 0
        private(set) var value = -Double.infinity

        init(floor: Int) { self.floor = floor }

        @inline(__always) mutating func offer(_ mask: Int, _ value: Double) {
            guard value >= self.value, mask.nonzeroBitCount >= floor else { return }
            if value == self.value {
                let (new, old) = (mask.nonzeroBitCount, self.mask.nonzeroBitCount)
                // With equally many sites, the set that has the lowest site in which they differ comes first.
                let difference = mask ^ self.mask
                guard new < old || (new == old && mask & (difference & -difference) != 0) else { return }
            }
            (self.mask, self.value) = (mask, value)
        }
    }

    private func enumerateNearest<Cost: NearestDistanceCost>(_: Cost.Type, into best: inout BestMask) {
        let (n, m) = (objective.utility.count, ground.count)
        let utility = objective.utility
        if floor == 0 { best.offer(0, 0) }
        // Row k: distances to the nearest site of the first k sites of the present set.
        var nearest = [Double](repeating: utility.phantomDistance, count: (m + 1) * n)
        nearest.withUnsafeMutableBufferPointer { nearest in
            utility.distances.withUnsafeBufferPointer { distances in
                utility.shares.withUnsafeBufferPointer { shares in
                    func visit(_ first: Int, _ depth: Int, _ mask: Int, _ cost: Double) {
                        let (parent, child) = (nearest.baseAddress! + depth * n, nearest.baseAddress! + (depth + 1) * n)
                        for k in first..<m {
                            let row = distances.baseAddress! + ground[k] * n
                            var folded = 0.0
                            for j in 0..<n {
                                let d = row[j] < parent[j] ? row[j] : parent[j]
                                child[j] = d
                                folded = Cost.fold(folded, share: shares[j], distance: d)
                            }
                            let total = cost + objective.costs[ground[k]]
                            let value = objective.penaltyWeight * (1 - folded / utility.phantomDistance) - total
                            best.offer(mask | 1 << k, value)
                            visit(k + 1, depth + 1, mask | 1 << k, total)
                        }
                    }
                    if n > 0 { visit(0, 0, 0, 0) }
                }
            }
        }
    }

    private func enumerateDescent(_ curvature: Double, into best: inout BestMask) {
        let (n, m) = (objective.utility.count, ground.count)
        let utility = objective.utility
        if floor == 0 { best.offer(0, 0) }
        // Products p_i p_j ⟨g_i, g_j⟩ among the candidates.
        var weighted = [Double](repeating: 0, count: m * m)
        for a in 0..<m {
            for b in 0..<m {
                let (i, j) = (ground[a], ground[b])
                weighted[a * m + b] = utility.shares[i] * utility.shares[j] * utility.gram[i * n + j]
            }
        }
        var chosen = [Int](repeating: 0, count: m)
        chosen.withUnsafeMutableBufferPointer { chosen in
            weighted.withUnsafeBufferPointer { weighted in
                func visit(
                    _ first: Int, _ depth: Int, _ mask: Int, _ cost: Double, share: Double, progress: Double,
                    square: Double
                ) {
                    for k in first..<m {
                        let i = ground[k]
                        var cross = 0.0
                        for c in 0..<depth { cross += weighted[k * m + chosen[c]] }
                        let newShare = share + utility.shares[i]
                        let newProgress = progress + utility.shares[i] * utility.meanProducts[i]
                        let newSquare = square + 2 * cross + weighted[k * m + k]
                        let total = cost + objective.costs[i]
                        let value = utility.descent(
                            share: newShare, progress: newProgress, square: newSquare, curvature: curvature)
                        best.offer(mask | 1 << k, objective.penaltyWeight * value - total)
                        chosen[depth] = k
                        visit(
                            k + 1, depth + 1, mask | 1 << k, total, share: newShare, progress: newProgress,
                            square: newSquare)
                    }
                }
                visit(0, 0, 0, 0, share: 0, progress: 0, square: 0)
            }
        }
    }

    /// A set explains what its best feasible support explains: supports are enumerated with a growing Cholesky factor,
    /// and the maximum is carried to all supersets.
    private func enumerateMatching(into best: inout BestMask) {
        let (n, m) = (objective.utility.count, ground.count)
        let utility = objective.utility
        var explained = [Double](repeating: 0, count: 1 << m)
        if utility.meanSquare > 0 {
            var factor = GrowingCholesky(capacity: m)
            var weights = [Double](repeating: 0, count: m)
            var chosen = [Int](repeating: 0, count: m)
            func visit(_ first: Int, _ depth: Int, _ mask: Int) {
                for k in first..<m {
                    let i = ground[k]
                    // A dependent set, and all that holds it, is no support that is needed.
                    guard
                        factor.append(
                            diagonal: utility.gram[i * n + i] + utility.ridge, target: utility.meanProducts[i],
                            entry: { utility.gram[i * n + ground[chosen[$0]]] })
                    else { continue }
                    chosen[depth] = k
                    weights.withUnsafeMutableBufferPointer { factor.solve(into: $0) }
                    if weights[...depth].allSatisfy({ $0 >= 0 }) { explained[mask | 1 << k] = factor.explained }
                    visit(k + 1, depth + 1, mask | 1 << k)
                    factor.truncate(to: depth)
                }
            }
            visit(0, 0, 0)
            for bit in 0..<m {
                for mask in explained.indices where mask >> bit & 1 == 1 {
                    explained[mask] = max(explained[mask], explained[mask ^ 1 << bit])
                }
            }
        }
        var cost = [Double](repeating: 0, count: 1 << m)
        if floor == 0 { best.offer(0, 0) }
        for mask in 1..<max(1, 1 << m) {
            let lowest = mask.trailingZeroBitCount
            cost[mask] = cost[mask & (mask - 1)] + objective.costs[ground[lowest]]
            best.offer(mask, objective.penaltyWeight * utility.matching(explained: explained[mask]) - cost[mask])
        }
    }
}
