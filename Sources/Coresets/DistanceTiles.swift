import LinearAlgebra
import Reproducibility

/// The distances between all rows of a matrix, in square tiles that are computed where they are needed.
///
/// ‖x − y‖ comes from inner products of centered rows in Float: right to about 1e-6 of the spread of the data, and to
/// 1e-3 of it for near twins; 0 for equal rows.
final class DistanceTiles: Sendable {
    /// Rows and columns of a tile: its distances, 256 KiB, stay in the second-level cache between the product that makes
    /// them and the sums that read them.
    static let edge = 256

    let rows: CenteredRows
    /// n.
    let count: Int
    /// Row blocks, ⌈n/edge⌉.
    let blocks: Int

    init(_ rows: CenteredRows) {
        self.rows = rows
        count = rows.matrix.rows
        blocks = (count + Self.edge - 1) / Self.edge
    }

    /// The rows of a block.
    func range(_ block: Int) -> Range<Int> { block * Self.edge..<min(count, (block + 1) * Self.edge) }

    /// Distances of `members` to the rows of `range`, one member after the other, `stride` apart.
    func distances(of members: Range<Int>, to range: Range<Int>, into target: UnsafeMutablePointer<Float>, stride: Int)
    {
        rows.matrix.withView { all in
            fill(target, all.rows(members), members, range, all, stride)
        }
    }

    /// The same for rows that lie anywhere; they are copied side by side first.
    func distances(of members: [Int], to range: Range<Int>, into target: UnsafeMutablePointer<Float>, stride: Int) {
        let d = rows.matrix.columns
        rows.matrix.withView { all in
            let gathered = UnsafeMutablePointer<Float>.allocate(capacity: max(1, members.count * d))
            defer { gathered.deallocate() }
            for (m, i) in members.enumerated() { (gathered + m * d).update(from: all.base + i * d, count: d) }
            let block = MatrixView(base: gathered, rows: members.count, columns: d, stride: d)
            fill(target, block, members, range, all, stride)
        }
    }

    private func fill(
        _ target: UnsafeMutablePointer<Float>, _ block: MatrixView, _ members: some RandomAccessCollection<Int>,
        _ range: Range<Int>, _ all: MatrixView, _ stride: Int
    ) {
        multiply(
            block, .normal, all.rows(range), .transposed,
            into: MutableMatrixView(base: target, rows: block.rows, columns: range.count, stride: stride))
        rows.squares.withUnsafeBufferPointer { squares in
            for (m, i) in members.enumerated() {
                let row = target + m * stride
                LinearAlgebra.distances(
                    fromProducts: row, square: squares[i], squares: squares.baseAddress! + range.lowerBound,
                    count: range.count)
                if range.contains(i) { row[i - range.lowerBound] = 0 }
            }
        }
    }

    /// Σ_j term(i, j) for each row i, from one visit of each pair {i, j}: half the products of a pass over rows.
    ///
    /// - Parameters:
    ///   - lanes: block rows are dealt out to so many sums, each filled by one worker at a time and added up in order, so
    ///     that the result does not depend on the number of workers. A lane takes 8n bytes.
    ///   - tile: where the distances of block r to block c ≤ r go, rows `edge` apart; a scratch tile of the lane if nil.
    ///   - row: given i, its distances, the rows they lead to, and the sums of those: adds term(j, i) to each of the
    ///     latter and returns Σ_j term(i, j). Both are Float sums of at most `edge` terms; beyond, sums are in Double.
    ///   - done: called with r, c and the tile after its rows.
    /// - Complexity: n²·d operations (a multiply-add counted as two).
    func sums(
        lanes: Int, pool: WorkerPool, tile: (@Sendable (Int, Int) -> UnsafeMutablePointer<Float>)? = nil,
        row:
            @Sendable (
                _ i: Int, _ distances: UnsafePointer<Float>, _ columns: Range<Int>,
                _ columnSums: UnsafeMutablePointer<Float>
            ) -> Float,
        done: @Sendable (_ r: Int, _ c: Int, _ tile: UnsafePointer<Float>) -> Void = { _, _, _ in }
    ) -> [Double] {
        let lanes = min(lanes, blocks)
        let (n, edge) = (count, Self.edge)
        var partial = [Double](repeating: 0, count: lanes * n)
        partial.withUnsafeMutableBufferPointer { partial in
            nonisolated(unsafe) let partial = partial
            pool.forEach(lanes) { _, piece in
                // Back and forth, so that lanes get equal shares of the triangle; the long ones first.
                let lane = lanes - 1 - piece
                let sums = partial.baseAddress! + lane * n
                let scratch = UnsafeMutablePointer<Float>.allocate(capacity: edge * (edge + 1))
                defer { scratch.deallocate() }
                let columnSums = scratch + edge * edge
                for r in 0..<self.blocks where (r / lanes % 2 == 0 ? r % lanes : lanes - 1 - r % lanes) == lane {
                    let members = self.range(r)
                    for c in 0...r {
                        let columns = self.range(c)
                        let target = tile?(r, c) ?? scratch
                        self.distances(of: members, to: columns, into: target, stride: edge)
                        columnSums.initialize(repeating: 0, count: edge)
                        for (m, i) in members.enumerated() {
                            sums[i] += Double(row(i, target + m * edge, columns, columnSums))
                        }
                        // The rows of a tile on the diagonal already hold both sides.
                        if r != c { for (k, j) in columns.enumerated() { sums[j] += Double(columnSums[k]) } }
                        done(r, c, target)
                    }
                }
            }
        }
        return (0..<n).map { i in (0..<lanes).reduce(0) { $0 + partial[$1 * n + i] } }
    }
}
