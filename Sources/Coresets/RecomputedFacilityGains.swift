import HeapModule
import LinearAlgebra
import Reproducibility

/// Gains without a distance matrix: upper bounds in a queue, looked at again when they lead, with distances by products.
///
/// The gains of the empty selection say nothing about those of the next step, so that the second step looks at all rows
/// again; from then on only those are looked at whose last known gain, which can only shrink, is the largest.
struct RecomputedFacilityGains: FacilityGains {
    let phantom: Float
    private let tiles: DistanceTiles
    private let pool: WorkerPool
    private var queue: Heap<RankedGain>
    /// The step in which a row was last looked at; −1 once it is selected.
    private var lookedAt: [Int32]
    /// Sums that a pass over all pairs is dealt out to: enough for the cores of a workstation.
    private static let lanes = 16
    /// Columns of a tile of a batch's distances, and rows of the batch that a worker takes.
    private static let (width, block) = (2048, 128)

    /// - Complexity: n²·d operations; 4nd + 170n bytes, and 1 MiB a worker.
    init(_ view: MatrixView, pool: WorkerPool) {
        let tiles = DistanceTiles(CenteredRows(view))
        let n = tiles.count
        var largest = [Float](repeating: 0, count: n)
        let sums = largest.withUnsafeMutableBufferPointer { largest in
            nonisolated(unsafe) let largest = largest
            return tiles.sums(lanes: Self.lanes, pool: pool) { i, distances, columns, columnSums in
                let (sum, top) = accumulate(distances, into: columnSums, count: columns.count)
                largest[i] = max(largest[i], top)
                return sum
            }
        }
        let phantom = largest.max() ?? 0
        queue = Heap(sums.enumerated().map { RankedGain($0.offset, Double(phantom) * Double(n) - $0.element) })
        lookedAt = [Int32](repeating: 0, count: n)
        (self.phantom, self.tiles, self.pool) = (phantom, tiles, pool)
    }

    func row(at place: Int) -> Int { place }

    func distances(of place: Int) -> [Float] {
        let (n, width) = (tiles.count, Self.width)
        return [Float](unsafeUninitializedCapacity: n) { buffer, count in
            nonisolated(unsafe) let base = buffer.baseAddress!
            pool.forEach((n + width - 1) / width) { _, t in
                let range = t * width..<min(n, (t + 1) * width)
                tiles.distances(of: place..<place + 1, to: range, into: base + range.lowerBound, stride: n)
            }
            count = n
        }
    }

    mutating func removeLargest(_ current: [Float], step: Int) -> Int {
        if step == 1 { lookAtAll(current) }
        var batchSize = 64
        while let top = queue.max, Int(lookedAt[top.item]) < step {
            var batch: [Int] = []
            while batch.count < batchSize, let stale = queue.max, Int(lookedAt[stale.item]) < step {
                batch.append(stale.item)
                queue.removeMax()
            }
            for (i, gain) in zip(batch, reductions(batch, from: current)) {
                lookedAt[i] = Int32(step)
                queue.insert(RankedGain(i, gain))
            }
            batchSize = min(2 * batchSize, 1024)
        }
        guard let best = queue.popMax() else { preconditionFailure("no row is left to select") }
        lookedAt[best.item] = -1
        return best.item
    }

    private mutating func lookAtAll(_ current: [Float]) {
        let gains = current.withUnsafeBufferPointer { current in
            nonisolated(unsafe) let current = current.baseAddress!
            return tiles.sums(lanes: Self.lanes, pool: pool) { i, distances, columns, columnSums in
                accumulateReductions(
                    by: distances, own: current[i], current: current + columns.lowerBound, into: columnSums,
                    count: columns.count)
            }
        }
        queue = Heap(
            gains.enumerated().filter { lookedAt[$0.offset] >= 0 }.map { RankedGain($0.offset, $0.element) })
        for entry in gains.indices where lookedAt[entry] >= 0 { lookedAt[entry] = 1 }
    }

    /// Σ_j max(0, current_j − d_ij) for each row i of `batch`, in its order.
    ///
    /// Rows are spread over the workers in blocks that do not depend on how many there are.
    private func reductions(_ batch: [Int], from current: [Float]) -> [Double] {
        // Small batches are split finer, so that no worker idles.
        let block = min(Self.block, max(4, (batch.count + 7) / 8))
        let width = Self.width
        var values = [Double](repeating: 0, count: batch.count)
        values.withUnsafeMutableBufferPointer { values in
            current.withUnsafeBufferPointer { current in
                nonisolated(unsafe) let (values, current) = (values, current.baseAddress!)
                pool.forEach((batch.count + block - 1) / block) { _, b in
                    let places = b * block..<min(batch.count, (b + 1) * block)
                    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: places.count * width)
                    defer { scratch.deallocate() }
                    for start in stride(from: 0, to: tiles.count, by: width) {
                        let range = start..<min(tiles.count, start + width)
                        tiles.distances(of: Array(batch[places]), to: range, into: scratch, stride: width)
                        for (m, k) in places.enumerated() {
                            values[k] += sumOfReductions(
                                from: current + start, by: scratch + m * width, count: range.count)
                        }
                    }
                }
            }
        }
        return values
    }
}
