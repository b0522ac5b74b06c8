import LinearAlgebra
import Reproducibility

/// k rows such that every row is near one of them: greedy k-center.
///
/// Each step selects the row farthest from those selected (ties to the lower index). The covering radius is at most twice
/// the smallest possible for k rows. Objective after each step: the covering radius. Weights: how many rows are nearest
/// to each selected one (ties to the earlier), sum n.
///
/// All rows meet the selected ones in matrix products, many at a time, and keep bounds that hold in spite of rounding; single
/// rows are brought up to date only when their bound leads (`FarthestRowSearch`). The result is that of distances by
/// differences in Float, all n·k of them.
///
/// - Parameters:
///   - rows: n×d, finite.
///   - count: k; n rows come back if k is larger.
///   - first: the row to start with.
/// - Complexity: 2·n·k·d operations, nearly all in matrix products; 28n + 4kd bytes beside the input and at most 256 KiB a
///   worker. The result does not depend on the number of workers.
/// - Source: Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985; Sener and Savarese, ICLR 2018.
public func kCenterCoreset(
    of rows: MatrixView, count: Int, first: Int = 0, pool: WorkerPool = WorkerPool(workers: 1)
) -> Coreset {
    precondition(count >= 0, "a coreset of \(count) rows")
    let n = rows.rows
    let k = min(count, n)
    guard k > 0 else { return Coreset(indices: [], weights: [], objective: []) }
    precondition(0..<n ~= first, "row \(first) of \(n)")
    let search = FarthestRowSearch(rows: rows, capacity: k, first: first, pool: pool)
    var chosen = [first]
    var farthest = search.farthest()
    var radii = [Double(farthest.square.squareRoot())]
    while chosen.count < k && farthest.square > 0 {
        chosen.append(farthest.row)
        search.select(farthest.row)
        farthest = search.farthest()
        radii.append(Double(farthest.square.squareRoot()))
    }
    var weights = search.nearestCounts()
    // At radius 0 every row has a twin in the selection; the rest is filled up in index order.
    if chosen.count < k {
        let selected = Set(chosen)
        let rest = (0..<n).filter { !selected.contains($0) }.prefix(k - chosen.count)
        chosen += rest
        radii += rest.map { _ in 0 }
        weights += rest.map { _ in 0 }
    }
    return Coreset(indices: chosen, weights: weights, objective: radii)
}
