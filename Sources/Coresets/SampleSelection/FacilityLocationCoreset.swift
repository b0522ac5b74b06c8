import LinearAlgebra

/// k rows that are near to all: lazy greedy on facility location (CRAIG).
///
/// Each step selects the row that raises Σ_j max_{i∈S} (d_max − d_ij) most (ties to the lower index); the value is at
/// least 1 − 1/e of the largest possible for k rows. Objective after each step: that sum. Weights: how many rows are
/// nearest to each selected one (ties to the earlier), sum n.
///
/// Gains only shrink, so a row is looked at again only when its last known gain is the largest; rows are looked at in
/// batches of fixed sizes, so that the result does not depend on the number of workers.
///
/// - Parameters:
///   - rows: n×d, finite.
///   - count: k; n rows come back if k is larger.
///   - memoryLimitBytes: up to this size the n×n distances are stored; above, they are computed again where they are
///     needed, with 4nd + 40n bytes and 1 MiB a worker.
/// - Complexity: n²·d operations for the distances (twice if they are not stored), n for each further look.
/// - Source: Mirzasoleiman, Bilmes, Leskovec, "Coresets for data-efficient training of machine learning models", ICML
///   2020; Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978.
public func facilityLocationCoreset(
    of rows: MatrixView, count: Int, memoryLimitBytes: Int = 1 << 30, pool: WorkerPool = WorkerPool(workers: 1)
) -> Coreset {
    precondition(count >= 0, "a coreset of \(count) rows")
    let n = rows.rows
    let k = min(count, n)
    guard k > 0 else { return Coreset(indices: [], weights: [], objective: []) }
    let source = DistanceSource(rows, memoryLimitBytes: memoryLimitBytes, pool: pool)
    let phantom = source.maximum()
    var current = [Float](repeating: phantom, count: n)
    var owner = [Int32](repeating: 0, count: n)
    var heap = GainHeap(source.reductions(Array(0..<n), from: current).enumerated().map { ($0.offset, $0.element) })
    // The size of the selection when a row was last looked at.
    var lookedAt = [Int32](repeating: 0, count: n)
    var chosen: [Int] = []
    var objective: [Double] = []

    while chosen.count < k {
        var batchSize = 8
        while let top = heap.top, Int(lookedAt[top.item]) < chosen.count {
            var batch: [Int] = []
            while batch.count < batchSize, let stale = heap.top, Int(lookedAt[stale.item]) < chosen.count {
                batch.append(stale.item)
                heap.removeTop()
            }
            for (i, gain) in zip(batch, source.reductions(batch, from: current)) {
                lookedAt[i] = Int32(chosen.count)
                heap.insert(i, gain: gain)
            }
            batchSize = min(2 * batchSize, 512)
        }
        guard let best = heap.top else { break }
        heap.removeTop()
        let place = Int32(chosen.count)
        chosen.append(best.item)
        source.withRow(best.item) { distances in
            for j in 0..<n where distances[j] < current[j] {
                current[j] = distances[j]
                owner[j] = place
            }
        }
        objective.append(current.reduce(0) { $0 + Double(phantom - $1) })
    }
    var weights = [Double](repeating: 0, count: chosen.count)
    for j in 0..<n { weights[Int(owner[j])] += 1 }
    return Coreset(indices: chosen, weights: weights, objective: objective)
}
