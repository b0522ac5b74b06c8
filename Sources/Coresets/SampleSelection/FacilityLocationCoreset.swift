import LinearAlgebra

/// k rows that are near to all: greedy on facility location (CRAIG).
///
/// Each step selects the row that raises Σ_j max_{i∈S} (d_max − d_ij) most (ties to the lower index); the value is at
/// least 1 − 1/e of the largest possible for k rows. Objective after each step: that sum. Weights: how many rows are
/// nearest to each selected one (ties to the earlier), sum n.
///
/// With stored distances every row's gain is kept exact: a step costs n for each row whose nearest selected row changes,
/// about n/t rows in step t. Without, a row is looked at again only when its last known gain, which can only shrink, is
/// the largest. Both work in blocks of fixed sizes, so that the result does not depend on the number of workers.
///
/// - Parameters:
///   - rows: n×d, finite.
///   - count: k; n rows come back if k is larger.
///   - memoryLimitBytes: up to this size the n×n distances are stored; above, they are computed again where they are
///     needed, with 4nd + 40n bytes and 1 MiB a worker.
/// - Complexity: n²·d operations for the distances (again for each look if they are not stored) and n²·log k for gains.
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
    let (sums, phantom) = source.sumsAndMaximum()
    var gains = sums.map { Double(phantom) * Double(n) - $0 }
    var lazy = source.isStored ? nil : LazyGains(gains)
    var current = [Float](repeating: phantom, count: n)
    var owner = [Int32](repeating: 0, count: n)
    var chosen: [Int] = []
    var objective: [Double] = []
    var reached = 0.0

    while chosen.count < k {
        let best = lazy?.removeLargest(source, current, step: chosen.count) ?? firstLargest(gains)
        let place = Int32(chosen.count)
        chosen.append(best)
        let old = current
        var changed: [Int] = []
        source.withRow(best) { distances in
            for j in 0..<n where distances[j] < current[j] {
                reached += Double(current[j] - distances[j])
                current[j] = distances[j]
                owner[j] = place
                changed.append(j)
            }
        }
        objective.append(reached)
        if lazy == nil {
            source.lower(&gains, changed: changed, old: old, new: current)
            gains[best] = -.infinity
        }
    }
    var weights = [Double](repeating: 0, count: chosen.count)
    for j in 0..<n { weights[Int(owner[j])] += 1 }
    return Coreset(indices: chosen, weights: weights, objective: objective)
}

private func firstLargest(_ gains: [Double]) -> Int {
    var best = 0
    for i in gains.indices where gains[i] > gains[best] { best = i }
    return best
}

/// Last known gains, the largest looked at again in batches until the largest is up to date.
private struct LazyGains {
    private var heap: GainHeap
    /// The step in which a row was last looked at.
    private var lookedAt: [Int32]

    init(_ gains: [Double]) {
        heap = GainHeap(gains.enumerated().map { ($0.offset, $0.element) })
        lookedAt = [Int32](repeating: 0, count: gains.count)
    }

    mutating func removeLargest(_ source: DistanceSource, _ current: [Float], step: Int) -> Int {
        var batchSize = 64
        while let top = heap.top, Int(lookedAt[top.item]) < step {
            var batch: [Int] = []
            while batch.count < batchSize, let stale = heap.top, Int(lookedAt[stale.item]) < step {
                batch.append(stale.item)
                heap.removeTop()
            }
            for (i, gain) in zip(batch, source.reductions(batch, from: current)) {
                lookedAt[i] = Int32(step)
                heap.insert(i, gain: gain)
            }
            batchSize = min(2 * batchSize, 1024)
        }
        guard let best = heap.top else { preconditionFailure("no row is left to select") }
        heap.removeTop()
        return best.item
    }
}
