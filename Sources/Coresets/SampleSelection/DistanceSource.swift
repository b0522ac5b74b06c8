import LinearAlgebra

/// Distances of rows to all rows, from a stored matrix where it fits and by products, tile by tile, where it does not.
///
/// ‖x − y‖ comes from inner products of centered rows in Float: right to about 1e-6 of the spread of the data, and to
/// 1e-3 of it for near twins; 0 for equal rows.
final class DistanceSource: @unchecked Sendable {
    /// n.
    let count: Int
    private let rows: CenteredRows
    private let pool: WorkerPool
    /// n×n, or nil if that is above the limit.
    private let stored: UnsafeMutablePointer<Float>?
    /// Columns of a tile of recomputed distances, and rows of a block that a worker takes.
    private static let tile = 2048
    private static let block = 128

    /// - Parameter memoryLimitBytes: the largest matrix that is stored; without one, a worker needs 1 MiB.
    /// - Complexity: n²·d operations where the matrix is stored, for one triangle of it.
    init(_ view: MatrixView, memoryLimitBytes: Int, pool: WorkerPool) {
        rows = CenteredRows(view)
        count = view.rows
        self.pool = pool
        guard count * count * MemoryLayout<Float>.stride <= memoryLimitBytes else {
            stored = nil
            return
        }
        stored = .allocate(capacity: max(1, count * count))
        fillStored()
    }

    deinit { stored?.deallocate() }

    /// Whether the matrix is stored.
    var isStored: Bool { stored != nil }

    /// Σ_j d_ij for each row i, and the largest distance between any two rows.
    func sumsAndMaximum() -> (sums: [Double], maximum: Float) {
        let found = reduce(Array(0..<count), combine: Self.sumAndMaximum) { distances, range in
            SIMD2(sum(distances, count: range.count), Double(largest(distances, count: range.count).value))
        }
        return (found.map { $0[0] }, Float(found.reduce(0) { max($0, $1[1]) }))
    }

    @Sendable private static func sumAndMaximum(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(a[0] + b[0], max(a[1], b[1]))
    }

    /// Takes from each row's gain what it loses when the current distances of `changed` fall from `old` to `new`.
    ///
    /// Only where the matrix is stored. Sums are in Float over 256 rows and in Double beyond.
    func lower(_ gains: inout [Double], changed: [Int], old: [Float], new: [Float]) {
        guard let stored else { preconditionFailure("distances are not stored") }
        nonisolated(unsafe) let matrix = stored
        let (n, width) = (count, 512)
        gains.withUnsafeMutableBufferPointer { gains in
            nonisolated(unsafe) let gains = gains
            pool.forEach((n + width - 1) / width) { _, t in
                let range = t * width..<min(n, (t + 1) * width)
                let lost = UnsafeMutablePointer<Float>.allocate(capacity: width)
                defer { lost.deallocate() }
                for start in stride(from: 0, to: changed.count, by: 256) {
                    lost.initialize(repeating: 0, count: width)
                    for c in start..<min(changed.count, start + 256) {
                        let j = changed[c]
                        addLostReductions(
                            from: old[j], to: new[j], by: matrix + j * n + range.lowerBound, to: lost,
                            count: range.count)
                    }
                    for (k, i) in range.enumerated() { gains[i] -= Double(lost[k]) }
                }
            }
        }
    }

    /// Σ_j max(0, current_j − d_ij) for each row i of `batch`, in its order.
    func reductions(_ batch: [Int], from current: [Float]) -> [Double] {
        current.withUnsafeBufferPointer { current in
            nonisolated(unsafe) let current = current.baseAddress!
            return reduce(batch, combine: +) { distances, range in
                sumOfReductions(from: current + range.lowerBound, by: distances, count: range.count)
            }
        }
    }

    /// Calls `body` with the n distances of row i.
    func withRow(_ i: Int, _ body: (UnsafePointer<Float>) -> Void) {
        if let stored { return body(UnsafePointer(stored + i * count)) }
        var row = [Float](repeating: 0, count: count)
        row.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let base = buffer.baseAddress!
            let width = Self.tile
            pool.forEach((count + width - 1) / width) { _, t in
                let range = t * width..<min(self.count, (t + 1) * width)
                self.products([i], range, into: base + range.lowerBound, stride: self.count)
            }
        }
        row.withUnsafeBufferPointer { body($0.baseAddress!) }
    }

    /// For each row of `batch`, `tileValue` of its distances to a range of rows, combined over the ranges in order.
    ///
    /// Rows are spread over the workers in blocks that do not depend on how many there are.
    private func reduce<Value: AdditiveZero>(
        _ batch: [Int], combine: @Sendable (Value, Value) -> Value,
        tileValue: @Sendable (UnsafePointer<Float>, Range<Int>) -> Value
    ) -> [Value] {
        // Small batches are split finer, so that no worker idles.
        let block = min(Self.block, max(4, (batch.count + 7) / 8))
        var values = [Value](repeating: .zero, count: batch.count)
        values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let values = values
            pool.forEach((batch.count + block - 1) / block) { _, b in
                let places = b * block..<min(batch.count, (b + 1) * block)
                if let stored = self.stored {
                    for k in places {
                        values[k] = tileValue(UnsafePointer(stored + batch[k] * self.count), 0..<self.count)
                    }
                    return
                }
                let members = Array(batch[places])
                let scratch = UnsafeMutablePointer<Float>.allocate(capacity: members.count * Self.tile)
                defer { scratch.deallocate() }
                for start in stride(from: 0, to: self.count, by: Self.tile) {
                    let range = start..<min(self.count, start + Self.tile)
                    self.products(members, range, into: scratch, stride: Self.tile)
                    for (m, k) in places.enumerated() {
                        let value = tileValue(UnsafePointer(scratch + m * Self.tile), range)
                        values[k] = start == 0 ? value : combine(values[k], value)
                    }
                }
            }
        }
        return values
    }

    /// Distances of `members` to the rows of `range`, one member after the other, `stride` apart.
    private func products(
        _ members: [Int], _ range: Range<Int>, into target: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let d = rows.matrix.columns
        rows.matrix.withView { all in
            rows.squares.withUnsafeBufferPointer { squares in
                let gathered = UnsafeMutablePointer<Float>.allocate(capacity: max(1, members.count * d))
                defer { gathered.deallocate() }
                for (m, i) in members.enumerated() { (gathered + m * d).update(from: all.base + i * d, count: d) }
                multiply(
                    MatrixView(base: gathered, rows: members.count, columns: d, stride: d), .normal, all.rows(range),
                    .transposed,
                    into: MutableMatrixView(base: target, rows: members.count, columns: range.count, stride: stride))
                for (m, i) in members.enumerated() {
                    let row = target + m * stride
                    distances(
                        fromProducts: row, square: squares[i], squares: squares.baseAddress! + range.lowerBound,
                        count: range.count)
                    if range.contains(i) { row[i - range.lowerBound] = 0 }
                }
            }
        }
    }

    /// The lower triangle by products of row blocks, then its mirror image.
    private func fillStored() {
        guard let stored, count > 0 else { return }
        nonisolated(unsafe) let matrix = stored
        let (n, block) = (count, Self.block)
        let blocks = (n + block - 1) / block
        rows.matrix.withView { all in
            rows.squares.withUnsafeBufferPointer { squares in
                nonisolated(unsafe) let squares = squares.baseAddress!
                // Long rows first, so that the last pieces are short.
                pool.forEach(blocks) { _, piece in
                    let b = blocks - 1 - piece
                    let range = b * block..<min(n, (b + 1) * block)
                    multiply(
                        all.rows(range), .normal, all.rows(0..<range.upperBound), .transposed,
                        into: MutableMatrixView(
                            base: matrix + range.lowerBound * n, rows: range.count, columns: range.upperBound,
                            stride: n))
                    for i in range {
                        distances(fromProducts: matrix + i * n, square: squares[i], squares: squares, count: i)
                        matrix[i * n + i] = 0
                    }
                }
            }
        }
        let tile = 32  // a tile's rows and its mirror's fit in the first-level cache
        pool.forEach((n + tile - 1) / tile) { _, t in
            let rows = t * tile..<min(n, (t + 1) * tile)
            for start in stride(from: rows.lowerBound, to: n, by: tile) {
                for i in rows {
                    for j in max(start, i + 1)..<max(min(n, start + tile), i + 1) {
                        matrix[i * n + j] = matrix[j * n + i]
                    }
                }
            }
        }
    }
}

/// A value with a zero to fill an array with.
private protocol AdditiveZero: Sendable {
    static var zero: Self { get }
}

extension Double: AdditiveZero {}
extension SIMD2<Double>: AdditiveZero {}
