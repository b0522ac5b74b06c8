import Coresets
import LinearAlgebra
import Reproducibility
import Testing

@Suite struct FarthestRowSearchTests {
    /// Enough centers for products, which start after fifteen; more rows than a block.
    @Test(arguments: [(40, 3), (300, 20)])
    func boundsHoldAfterEveryStep(count: Int, dimension: Int) {
        var rng = RandomStream(seed: 5, "farthest", count)
        var elements = (0..<count * dimension).map { _ in Float(rng.normal()) }
        // Twins, whose distance is exactly 0.
        elements.replaceSubrange(0..<dimension, with: elements[dimension..<2 * dimension])
        let rows = Matrix(rows: count, columns: dimension, elements: elements)
        rows.withView { view in
            let search = FarthestRowSearch(rows: view, capacity: 36, first: 0, pool: WorkerPool(workers: 2))
            search.checkInvariants()
            for _ in 0..<35 {
                search.select(search.farthest().row)
                search.checkInvariants()
            }
            #expect(search.nearestCounts().reduce(0, +) == Double(count))
            search.checkInvariants()
        }
    }
}
