import LinearAlgebra
import Reproducibility

/// Gains over a stored distance matrix: exact where they could be the largest, upper bounds elsewhere.
///
/// Rows are ordered by their distance to the mean, and cut into strips of 256 candidates, each with the distances of all
/// rows to them side by side in memory. A strip's gains hold for the distances to the selection that it saw last; when its
/// largest gain leads, what the selection changed since is taken off all of its gains at once, which costs 256 for each row
/// whose nearest selected row has changed. Central rows gain most, so that the outer strips mostly wait, and a row that
/// changed several times meanwhile is looked at once.
final class StoredFacilityGains: FacilityGains {
    let phantom: Float
    private let tiles: DistanceTiles
    private let pool: WorkerPool
    private let order: [Int]
    /// Strip s from `s * n * edge`: n rows of `edge` distances.
    private let matrix: PageBuffer
    /// n upper bounds; −∞ for what is selected.
    private let gains: UnsafeMutablePointer<Double>
    private var strips: [Strip]

    /// The state of a strip of candidates.
    private struct Strip {
        /// Each row's distance to the selection for which the gains hold.
        var seen: [Float]
        /// The step for which they hold.
        var step: Int
        /// The place with the largest gain, ties to the lower row.
        var leader: Int
    }

    /// What storing the distances of n rows takes.
    static func bytes(count n: Int) -> Int {
        let edge = DistanceTiles.edge
        return (n + edge - 1) / edge * edge * n * MemoryLayout<Float>.stride
    }

    /// - Complexity: n²·d operations; beside the matrix n²/20 bytes.
    init(_ view: MatrixView, pool: WorkerPool) {
        let rows = CenteredRows(view, sortedByNorm: true)
        let tiles = DistanceTiles(rows)
        let (n, edge) = (tiles.count, DistanceTiles.edge)
        let matrix = PageBuffer(count: tiles.blocks * n * edge)
        let tile = { @Sendable (r: Int, c: Int) in matrix.base + (c * n + r * edge) * edge }
        var largest = [Float](repeating: 0, count: n)
        let sums = largest.withUnsafeMutableBufferPointer { largest in
            nonisolated(unsafe) let largest = largest
            return tiles.sums(lanes: tiles.blocks, pool: pool, tile: tile) { i, distances, columns, columnSums in
                let (sum, top) = accumulate(distances, into: columnSums, count: columns.count)
                largest[i] = max(largest[i], top)
                return sum
            } done: { r, c, block in
                guard r != c else { return }
                let (rows, columns) = (tiles.range(r).count, tiles.range(c).count)
                transpose(
                    MatrixView(base: block, rows: rows, columns: columns, stride: edge),
                    into: MutableMatrixView(base: tile(c, r), rows: columns, columns: rows, stride: edge))
            }
        }
        let phantom = largest.max() ?? 0
        gains = .allocate(capacity: max(1, n))
        for i in 0..<n { gains[i] = Double(phantom) * Double(n) - sums[i] }
        let untouched = Strip(seen: [Float](repeating: phantom, count: n), step: 0, leader: 0)
        strips = [Strip](repeating: untouched, count: tiles.blocks)
        (self.phantom, self.tiles, self.matrix, self.pool, order) = (phantom, tiles, matrix, pool, rows.order)
        for s in strips.indices { strips[s].leader = leader(of: s) }
    }

    deinit { gains.deallocate() }

    func row(at place: Int) -> Int { order[place] }

    func distances(of place: Int) -> [Float] {
        let (n, edge) = (tiles.count, DistanceTiles.edge)
        return [Float](unsafeUninitializedCapacity: n) { buffer, count in
            for s in 0..<tiles.blocks {
                let range = tiles.range(s)
                (buffer.baseAddress! + range.lowerBound).initialize(
                    from: matrix.base + (s * n + place) * edge, count: range.count)
            }
            count = n
        }
    }

    func removeLargest(_ current: [Float], step: Int) -> Int {
        var batch = 1
        while true {
            let ranked = strips.indices.sorted { precedes(strips[$0].leader, strips[$1].leader) }
            let top = ranked[0]
            if strips[top].step == step {
                let place = strips[top].leader
                gains[place] = -.infinity
                strips[top].leader = leader(of: top)
                return place
            }
            // Those that come before the first strip that is up to date, more at a time the longer it takes.
            refresh(Array(ranked.prefix { strips[$0].step != step }.prefix(batch)), current, step)
            batch *= 2
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        gains[a] > gains[b] || (gains[a] == gains[b] && order[a] < order[b])
    }

    private func leader(of strip: Int) -> Int {
        let range = tiles.range(strip)
        return range.reduce(range.lowerBound) { precedes($1, $0) ? $1 : $0 }
    }

    /// Brings the gains of some strips up to date.
    private func refresh(_ stale: [Int], _ current: [Float], _ step: Int) {
        let (n, edge) = (tiles.count, DistanceTiles.edge)
        let visits = stale.map { Visit(from: strips[$0].seen, to: current) }
        // Each strip's rows in four pieces, summed in order, so that a single strip occupies more than one worker.
        let pieces = 4
        var lost = [Double](repeating: 0, count: stale.count * pieces * edge)
        lost.withUnsafeMutableBufferPointer { lost in
            nonisolated(unsafe) let lost = lost.baseAddress!
            let (tiles, matrix) = (tiles, matrix)
            pool.forEach(stale.count * pieces) { _, k in
                let (strip, piece, visit) = (stale[k / pieces], k % pieces, visits[k / pieces])
                visit.add(
                    piece * visit.count / pieces..<(piece + 1) * visit.count / pieces,
                    distances: matrix.base + strip * n * edge, to: lost + k * edge, count: tiles.range(strip).count)
            }
        }
        for (k, s) in stale.enumerated() {
            for (column, place) in tiles.range(s).enumerated() {
                for piece in 0..<pieces { gains[place] -= lost[(k * pieces + piece) * edge + column] }
            }
            strips[s] = Strip(seen: current, step: step, leader: leader(of: s))
        }
    }
}

/// The rows whose distance to the selection fell; all rows where more than a fifth did, since memory is read faster without
/// gaps.
private struct Visit {
    private let old: [Float]
    private let new: [Float]
    /// Nil for all.
    private let rows: [Int]?

    init(from old: [Float], to new: [Float]) {
        (self.old, self.new) = (old, new)
        var changed: Int32 = 0
        for j in new.indices { changed &+= new[j] < old[j] ? 1 : 0 }
        rows = 5 * Int(changed) > new.count ? nil : new.indices.filter { new[$0] < old[$0] }
    }

    var count: Int { rows?.count ?? new.count }

    /// Adds what candidates lose by the rows in some places, in Float over 256 rows and in Double beyond.
    func add(
        _ places: Range<Int>, distances: UnsafePointer<Float>, to lost: UnsafeMutablePointer<Double>, count: Int
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { sums in
            let sums = sums.baseAddress!
            for start in stride(from: places.lowerBound, to: places.upperBound, by: 256) {
                sums.initialize(repeating: 0, count: count)
                for place in start..<min(places.upperBound, start + 256) {
                    let row = rows?[place] ?? place
                    addLostReductions(
                        from: old[row], to: new[row], by: distances + row * DistanceTiles.edge, to: sums, count: count)
                }
                for k in 0..<count { lost[k] += Double(sums[k]) }
            }
        }
    }
}
