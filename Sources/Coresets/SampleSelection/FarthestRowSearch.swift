import LinearAlgebra

/// Finds the row farthest from a growing selection without looking at every row in every step.
struct FarthestRowSearch {
    private let rows: MatrixView
    /// An upper bound of each row's squared distance to the selection; exact once all selected rows were looked at.
    private var bounds: [Float]
    /// How many of the selected rows went into the bound.
    private var seen: [Int32]
    /// The selected row that gave the bound, by its place in the selection.
    private var nearest: [Int32]
    private var selected: [Int] = []
    /// Squared distances among the selected rows: row c at `c * capacity`.
    private var between: [Float]
    private let capacity: Int

    init(rows: MatrixView, capacity: Int) {
        self.rows = rows
        self.capacity = capacity
        bounds = [Float](repeating: .infinity, count: rows.rows)
        seen = [Int32](repeating: 0, count: rows.rows)
        nearest = [Int32](repeating: 0, count: rows.rows)
        between = [Float](repeating: 0, count: capacity * capacity)
    }

    mutating func select(_ row: Int) {
        let place = selected.count
        for (c, other) in selected.enumerated() {
            let square = squaredDistance(pointer(row), pointer(other), count: rows.columns)
            between[place * capacity + c] = square
            between[c * capacity + place] = square
        }
        selected.append(row)
    }

    /// The row whose distance to the selection is largest, ties to the lower index.
    mutating func farthest(_ pool: WorkerPool) -> (row: Int, square: Float) {
        let n = rows.rows
        let block = 1024
        let blocks = (n + block - 1) / block
        var leaders = [(row: Int, square: Float)](repeating: (-1, -1), count: blocks)
        let (rows, selected, capacity) = (rows, selected, capacity)
        bounds.withUnsafeMutableBufferPointer { bounds in
            seen.withUnsafeMutableBufferPointer { seen in
                nearest.withUnsafeMutableBufferPointer { nearest in
                    between.withUnsafeBufferPointer { between in
                        leaders.withUnsafeMutableBufferPointer { leaders in
                            nonisolated(unsafe) let (bounds, seen, nearest) = (bounds, seen, nearest)
                            nonisolated(unsafe) let (between, leaders) = (between, leaders)
                            let refresh = Refresh(
                                rows: rows, selected: selected, capacity: capacity, bounds: bounds, seen: seen,
                                nearest: nearest, between: between)
                            // A row brought up to date first makes a threshold that spares most others.
                            let top = largest(bounds.baseAddress!, count: n).index
                            refresh(top)
                            let threshold = bounds[top]
                            pool.forEach(blocks) { _, b in
                                var best: (row: Int, square: Float) = (-1, -1)
                                for i in b * block..<min(n, (b + 1) * block)
                                where bounds[i] >= threshold && bounds[i] > best.square {
                                    refresh(i)
                                    if bounds[i] > best.square { best = (i, bounds[i]) }
                                }
                                leaders[b] = best
                            }
                        }
                    }
                }
            }
        }
        return leaders.reduce((row: -1, square: -1)) { $1.square > $0.square ? $1 : $0 }
    }

    private func pointer(_ row: Int) -> UnsafePointer<Float> { rows.base + row * rows.stride }

    /// Brings single rows up to date.
    private struct Refresh: @unchecked Sendable {
        let rows: MatrixView
        let selected: [Int]
        let capacity: Int
        let bounds: UnsafeMutableBufferPointer<Float>
        let seen: UnsafeMutableBufferPointer<Int32>
        let nearest: UnsafeMutableBufferPointer<Int32>
        let between: UnsafeBufferPointer<Float>

        @inline(__always) func callAsFunction(_ i: Int) {
            let row = rows.base + i * rows.stride
            var bound = bounds[i]
            var closest = Int(nearest[i])
            for c in Int(seen[i])..<selected.count {
                // d(x, c) ≥ d(c, c') − d(x, c') ≥ d(x, c') if d(c, c') ≥ 2 d(x, c'); a little more, for rounding.
                guard between[closest * capacity + c] < 4.0001 * bound else { continue }
                let square = squaredDistance(row, rows.base + selected[c] * rows.stride, count: rows.columns)
                if square < bound { (bound, closest) = (square, c) }
            }
            bounds[i] = bound
            nearest[i] = Int32(closest)
            seen[i] = Int32(selected.count)
        }
    }
}
