import LinearAlgebra
import Reproducibility

/// Finds the row farthest from a growing selection of centers, and the center nearest to each row.
///
/// Most distances are only needed well enough to tell that they do not matter, and a matrix product computes those ten
/// times faster than one by one. So all rows meet new centers in products, many centers at a time, from which each row gets
/// an upper bound of its distance to the selection that holds in spite of rounding. Between two products only those rows
/// whose bound leads are brought up to date, by differences, exact 0 for equal rows; few are, since most of the bounds are
/// close. Of a leading row's distances those to the centers of the past products are spared where the nearest one leads by
/// more than the rounding, and those that the triangle inequality with the first center shows to be no nearer.
///
/// The first center c₀ is the origin: ‖x − c‖² = ‖x − c₀‖² − 2 s, with the score s = ⟨x, a⟩ − h, a = c − c₀ and
/// h = ⟨c₀, a⟩ + ‖a‖²/2. The nearest center has the largest score.
package final class FarthestRowSearch: @unchecked Sendable {
    private let rows: MatrixView
    private let pool: WorkerPool
    private var centers: [Int] = []

    /// a, h and ‖a‖ of each center; the longest a that is in a product.
    private var offsets: Matrix
    private var halves: [Float] = []
    private var lengths: [Float] = []
    private var longest: Float = 0
    /// The centers that all rows have met.
    private var met = 0

    /// ‖x − c₀‖² and ‖x‖ of each row.
    private let squares: UnsafeMutablePointer<Float>
    private let norms: UnsafeMutablePointer<Float>
    /// An upper bound of each row's squared distance to the selection.
    private let bounds: UnsafeMutablePointer<Float>
    /// The centers for which the bound is the squared distance itself.
    private let exact: UnsafeMutablePointer<Int32>
    /// The largest and the second largest score among the centers met, and the center of the largest.
    private let scores: UnsafeMutablePointer<Float>
    private let runnersUp: UnsafeMutablePointer<Float>
    private let owners: UnsafeMutablePointer<Int32>
    /// The largest bound of each block of rows, and its first row.
    private let tops: UnsafeMutablePointer<Float>
    private let topRows: UnsafeMutablePointer<Int>
    /// A tile of products for each worker.
    private let tiles: UnsafeMutablePointer<Float>
    private let tileSize: Int

    /// Rows of a block and centers of a product: a tile stays in the second-level cache.
    private static let edge = 256
    /// Terms of a product that are added up before they join the rest, which bounds the rounding of long rows.
    private static let depth = 512
    /// u, and how many of it a product and a squared distance may be off.
    private let unit: Float = 0x1p-24
    private let productTerms: Float
    private let differenceTerms: Float
    private var blocks: Int { (rows.rows + Self.edge - 1) / Self.edge }

    /// - Parameter first: the first center.
    package init(rows: MatrixView, capacity: Int, first: Int, pool: WorkerPool) {
        (self.rows, self.pool) = (rows, pool)
        let (n, d, edge) = (rows.rows, rows.columns, Self.edge)
        productTerms = Float(min(d, Self.depth) + d / Self.depth + 16)
        differenceTerms = Float(min(d, squaredDistanceBlock) / 16 + d / squaredDistanceBlock + 16)
        offsets = Matrix(rows: capacity, columns: d)
        (squares, norms, bounds) = (.allocate(capacity: n), .allocate(capacity: n), .allocate(capacity: n))
        (scores, runnersUp) = (.allocate(capacity: n), .allocate(capacity: n))
        (owners, exact) = (.allocate(capacity: n), .allocate(capacity: n))
        tops = .allocate(capacity: n / edge + 1)
        topRows = .allocate(capacity: n / edge + 1)
        tileSize = min(edge, n) * min(edge, capacity)
        tiles = .allocate(capacity: pool.workers * tileSize)
        select(first)
        met = 1
        pool.forEach(blocks) { _, block in
            for i in self.range(block) {
                let square = self.squaredDistance(i, to: 0)
                (self.squares[i], self.norms[i], self.bounds[i]) = (square, self.norm(i), square)
                (self.scores[i], self.runnersUp[i]) = (0, -.infinity)
                (self.owners[i], self.exact[i]) = (0, 1)
            }
            self.updateTop(block)
        }
    }

    deinit {
        for pointer in [squares, norms, bounds, scores, runnersUp, tops, tiles] { pointer.deallocate() }
        for pointer in [owners, exact] { pointer.deallocate() }
        topRows.deallocate()
    }

    package func select(_ row: Int) {
        let place = centers.count
        centers.append(row)
        let (center, origin) = (pointer(row), pointer(centers[0]))
        var (product, square) = (0.0, 0.0)
        offsets.withMutableView { offsets in
            let offset = offsets.base + place * offsets.stride
            for k in 0..<rows.columns {
                offset[k] = center[k] - origin[k]
                product += Double(origin[k]) * Double(offset[k])
                square += Double(offset[k]) * Double(offset[k])
            }
        }
        halves.append(Float(product + square / 2))
        lengths.append(Float(square.squareRoot()))
    }

    /// The row whose distance to the selection is largest, ties to the lower index.
    package func farthest() -> (row: Int, square: Float) {
        // Few centers at a time would waste the products, and after many the leading rows change little.
        if centers.count - met >= max(15, 3 * met) { meetAll() }
        var floor: Float = 0
        for _ in 0..<16 {
            let block = largest(tops, count: blocks).index
            let row = topRows[block]
            if exact[row] == centers.count { return (row, bounds[row]) }
            bringUpToDate(row, above: 0)
            floor = max(floor, bounds[row])
            updateTop(block)
        }
        // Many rows are in doubt: all at once, on all workers.
        pool.forEach(blocks) { [floor] _, block in
            guard self.tops[block] >= floor else { return }
            var floor = floor
            for i in self.range(block) where self.bounds[i] >= floor {
                self.bringUpToDate(i, above: floor)
                floor = max(floor, self.bounds[i])
            }
            self.updateTop(block)
        }
        let row = topRows[largest(tops, count: blocks).index]
        return (row, bounds[row])
    }

    /// How many rows are nearest to each center, ties to the earlier.
    package func nearestCounts() -> [Double] {
        meetAll()
        pool.forEach(blocks) { _, block in
            for i in self.range(block) where !self.isClear(i) {
                var owner = Int(self.owners[i])
                var bound = self.squaredDistance(i, to: owner)
                for center in self.centers.indices where self.mayBeWithin(bound, of: i, center) {
                    let square = self.squaredDistance(i, to: center)
                    if (square, center) < (bound, owner) { (bound, owner) = (square, center) }
                }
                self.owners[i] = Int32(owner)
            }
        }
        var counts = [Double](repeating: 0, count: centers.count)
        for i in 0..<rows.rows { counts[Int(owners[i])] += 1 }
        return counts
    }

    /// Products of all rows with the centers that they have not met.
    private func meetAll() {
        let new = met..<centers.count
        guard !new.isEmpty else { return }
        longest = max(longest, lengths[new].max() ?? longest)
        pool.forEach(blocks) { worker, block in
            let members = self.range(block)
            for start in stride(from: new.lowerBound, to: new.upperBound, by: Self.edge) {
                let part = start..<min(start + Self.edge, new.upperBound)
                self.meet(part, members, self.tiles + worker * self.tileSize)
            }
            for i in members {
                let bound = self.squares[i] - 2 * self.scores[i] + self.rounding(i)
                if bound < self.bounds[i] { self.bounds[i] = bound }
            }
            self.updateTop(block)
        }
        met = centers.count
    }

    /// Scores of some rows with some centers, by way of a tile of their products.
    private func meet(_ part: Range<Int>, _ members: Range<Int>, _ tile: UnsafeMutablePointer<Float>) {
        let products = MutableMatrixView(base: tile, rows: part.count, columns: members.count, stride: members.count)
        offsets.withView { offsets in
            for depth in stride(from: 0, to: rows.columns, by: Self.depth) {
                multiply(
                    offsets.rows(part).columns(from: depth, atMost: Self.depth), .normal,
                    rows.rows(members).columns(from: depth, atMost: Self.depth), .transposed, into: products,
                    beta: depth == 0 ? 0 : 1)
            }
        }
        for (line, center) in part.enumerated() {
            raiseLargestTwo(
                by: tile + line * members.count, minus: halves[center], from: Int32(center),
                largest: scores + members.lowerBound, second: runnersUp + members.lowerBound,
                holder: owners + members.lowerBound, count: members.count)
        }
    }

    /// Brings a row up to date with all centers, or until its bound is below `floor`.
    private func bringUpToDate(_ i: Int, above floor: Float) {
        var (bound, known) = (bounds[i], Int(exact[i]))
        if known < met { (bound, known) = (squaredDistance(i, to: Int(owners[i])), isClear(i) ? met : 0) }
        while known < centers.count && bound >= floor {
            if mayBeWithin(bound, of: i, known) { bound = min(bound, squaredDistance(i, to: known)) }
            known += 1
        }
        bounds[i] = bound
        exact[i] = Int32(known)
    }

    /// False if the squared distance of row i to a center is above `bound`: ‖x − c‖ ≥ |‖x − c₀‖ − ‖c − c₀‖|, less the rounding
    /// of these.
    private func mayBeWithin(_ bound: Float, of i: Int, _ center: Int) -> Bool {
        let (radius, length) = (squares[i].squareRoot(), lengths[center])
        let gap = abs(radius - length) - unit * differenceTerms * (radius + length)
        return gap < 0 || gap * gap <= bound
    }

    /// Whether the owner is the nearest of the centers met beyond doubt.
    private func isClear(_ i: Int) -> Bool { scores[i] - runnersUp[i] > rounding(i) }

    /// How far ‖x − c₀‖² − 2 s may be from the squared distance that differences give, for row i and the centers met.
    ///
    /// A sum of d products, t at a time, is within (t + d/t)·u·‖x‖·‖a‖ of the truth, u = 2⁻²⁴ (Higham, "Accuracy and
    /// Stability of Numerical Algorithms", 2002, sections 3.1 and 4.2), `squaredDistance` likewise; the other terms cover the
    /// roundings of a, h, s and the last sums.
    private func rounding(_ i: Int) -> Float {
        2 * longest * unit * (productTerms * norms[i] + 4 * (norms[centers[0]] + longest))
            + 4 * unit * differenceTerms * (squares[i] + longest * longest)
    }

    /// What holds between all calls: no bound is below the distance that it bounds, one that counts as exact is that
    /// distance, and each block knows its largest. For tests.
    ///
    /// - Complexity: rows × centers distances.
    package func checkInvariants() {
        for i in 0..<rows.rows {
            let distances = centers.indices.map { squaredDistance(i, to: $0) }
            let seen = distances.prefix(Int(exact[i])).min() ?? .infinity
            precondition(bounds[i] >= distances.min() ?? 0, "row \(i): bound \(bounds[i]) of \(distances)")
            precondition(
                Int(exact[i]) < centers.count || bounds[i] == seen, "row \(i): \(bounds[i]) is not exactly \(seen)")
        }
        for block in 0..<blocks {
            let top = range(block).map { bounds[$0] }.max() ?? 0
            precondition(tops[block] == top, "block \(block): \(tops[block]), not \(top)")
        }
    }

    private func updateTop(_ block: Int) {
        let members = range(block)
        let top = largest(bounds + members.lowerBound, count: members.count)
        (tops[block], topRows[block]) = (top.value, members.lowerBound + top.index)
    }

    private func range(_ block: Int) -> Range<Int> { block * Self.edge..<min(rows.rows, (block + 1) * Self.edge) }

    private func pointer(_ row: Int) -> UnsafePointer<Float> { rows.base + row * rows.stride }

    private func norm(_ row: Int) -> Float {
        let x = UnsafeBufferPointer(start: pointer(row), count: rows.columns)
        return dot(x, x).squareRoot()
    }

    private func squaredDistance(_ row: Int, to center: Int) -> Float {
        LinearAlgebra.squaredDistance(pointer(row), pointer(centers[center]), count: rows.columns)
    }
}
