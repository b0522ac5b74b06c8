import LinearAlgebra

/// k rows such that every row is near one of them: greedy k-center.
///
/// Each step selects the row farthest from those selected (ties to the lower index). The covering radius is at most twice
/// the smallest possible for k rows. Objective after each step: the covering radius. Weights: how many rows are nearest
/// to each selected one (ties to the earlier), sum n.
///
/// A row's distance to the selection is kept as an upper bound and brought up to date only when it could be the largest;
/// a selected row c is skipped for x if its distance to x's nearest is at least twice x's bound (triangle inequality).
///
/// - Parameters:
///   - rows: n×d, finite.
///   - count: k; n rows come back if k is larger.
///   - first: the row to start with.
/// - Complexity: at most n·k distances; 12n + 4k² + 4kd bytes beside the input and 4 MiB a worker. The result does not
///   depend on the number of workers.
/// - Source: Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985; Sener and Savarese, ICLR 2018.
public func kCenterCoreset(
    of rows: MatrixView, count: Int, first: Int = 0, pool: WorkerPool = WorkerPool(workers: 1)
) -> Coreset {
    precondition(count >= 0, "a coreset of \(count) rows")
    let n = rows.rows
    let k = min(count, n)
    guard k > 0 else { return Coreset(indices: [], weights: [], objective: []) }
    precondition(0..<n ~= first, "row \(first) of \(n)")
    var search = FarthestRowSearch(rows: rows, capacity: k)
    var chosen: [Int] = []
    var radii: [Double] = []
    var next = first
    while chosen.count < k {
        chosen.append(next)
        search.select(next)
        let farthest = search.farthest(pool)
        radii.append(Double(farthest.square.squareRoot()))
        next = farthest.row
        // At radius 0 every row has a twin in the selection; the rest is filled up in index order.
        if farthest.square == 0, chosen.count < k {
            let selected = Set(chosen)
            let rest = (0..<n).filter { !selected.contains($0) }.prefix(k - chosen.count)
            chosen += rest
            radii += rest.map { _ in 0 }
        }
    }
    return Coreset(
        indices: chosen, weights: nearestCounts(of: rows, to: chosen, pool: pool), objective: radii)
}

/// How many rows are nearest to each of the chosen ones, ties to the earlier: one matrix product a block of rows.
func nearestCounts(of rows: MatrixView, to chosen: [Int], pool: WorkerPool) -> [Double] {
    let (n, d, k) = (rows.rows, rows.columns, chosen.count)
    var centers = Matrix(rows: k, columns: d)
    centers.withMutableView { view in
        for (c, i) in chosen.enumerated() {
            (view.base + c * d).update(from: rows.base + i * rows.stride, count: d)
        }
    }
    // ‖x − c‖² = ‖x‖² − 2(⟨x, c⟩ − ‖c‖²/2): the nearest center has the largest bracket.
    let halves = (0..<k).map { c in
        centers.row(c).reduce(into: Float(0)) { $0 += $1 * $1 } / 2
    }
    let block = max(1, min(1024, (1 << 20) / max(k, 1)))
    let blocks = (n + block - 1) / block
    let counts = [[Double]](unsafeUninitializedCapacity: blocks) { buffer, initialized in
        nonisolated(unsafe) let buffer = buffer
        centers.withView { centers in
            pool.forEach(blocks) { _, b in
                let range = b * block..<min(n, (b + 1) * block)
                var products = Matrix(rows: range.count, columns: k)
                var counts = [Double](repeating: 0, count: k)
                products.withMutableView { view in
                    multiply(rows.rows(range), .normal, centers, .transposed, into: view)
                    halves.withUnsafeBufferPointer { halves in
                        for r in 0..<range.count {
                            let row = view.base + r * k
                            for c in 0..<k { row[c] -= halves[c] }
                            counts[largest(row, count: k).index] += 1
                        }
                    }
                }
                (buffer.baseAddress! + b).initialize(to: counts)
            }
        }
        initialized = blocks
    }
    return counts.reduce(into: [Double](repeating: 0, count: k)) { sum, part in
        for c in 0..<k { sum[c] += part[c] }
    }
}
