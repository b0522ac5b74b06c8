import LinearAlgebra
import Reproducibility

/// k rows that are near to all: greedy on facility location (CRAIG).
///
/// Each step selects the row that raises Σ_j max_{i∈S} (d_max − d_ij) most (ties to the lower index); the value is at
/// least 1 − 1/e of the largest possible for k rows. Objective after each step: that sum. Weights: how many rows are
/// nearest to each selected one (ties to the earlier), sum n.
///
/// Where the distances fit into memory they are stored (`StoredFacilityGains`); above the limit they are computed again for
/// each look at a row (`RecomputedFacilityGains`). Both compute each pair's distance once in a pass over all, and work in
/// blocks of fixed sizes, so that the result does not depend on the number of workers. Rounding decides between rows whose
/// gains differ by less than about 1e-6 of the objective; the two ways need not decide alike.
///
/// - Parameters:
///   - rows: n×d, finite.
///   - count: k; n rows come back if k is larger.
///   - memoryLimitBytes: up to this size the distances, 4n² bytes, are stored; above, 4nd + 300n bytes and 1 MiB a
///     worker.
/// - Complexity: n²·d operations for the distances and at most n²·log k for gains; where distances are not stored, n²·d for
///   each of the first two steps and n·d for each further look at a row.
/// - Source: Mirzasoleiman, Bilmes, Leskovec, "Coresets for data-efficient training of machine learning models", ICML
///   2020; Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978.
public func facilityLocationCoreset(
    of rows: MatrixView, count: Int, memoryLimitBytes: Int = 1 << 30, pool: WorkerPool = WorkerPool(workers: 1)
) -> Coreset {
    precondition(count >= 0, "a coreset of \(count) rows")
    let n = rows.rows
    let k = min(count, n)
    guard k > 0 else { return Coreset(indices: [], weights: [], objective: []) }
    if StoredFacilityGains.bytes(count: n) <= memoryLimitBytes {
        return greedy(StoredFacilityGains(rows, pool: pool), rows: n, count: k)
    }
    return greedy(RecomputedFacilityGains(rows, pool: pool), rows: n, count: k)
}

private func greedy(_ gains: some FacilityGains, rows n: Int, count k: Int) -> Coreset {
    var gains = gains
    var current = [Float](repeating: gains.phantom, count: n)
    var owner = [Int32](repeating: 0, count: n)
    var chosen: [Int] = []
    var objective: [Double] = []
    var reached = 0.0
    for step in 0..<k {
        let best = gains.removeLargest(current, step: step)
        chosen.append(gains.row(at: best))
        for (j, distance) in gains.distances(of: best).enumerated() where distance < current[j] {
            reached += Double(current[j] - distance)
            current[j] = distance
            owner[j] = Int32(step)
        }
        objective.append(reached)
    }
    var weights = [Double](repeating: 0, count: k)
    for j in 0..<n { weights[Int(owner[j])] += 1 }
    return Coreset(indices: chosen, weights: weights, objective: objective)
}
