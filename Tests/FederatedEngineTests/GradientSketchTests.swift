import FederatedEngine
import LinearAlgebra
import Reproducibility
import TestSupport
import Testing

@Suite struct GradientSketchTests {
    private static let pool = WorkerPool(workers: 2)

    private static func vectors(_ count: Int, columns: Int) -> [[Float]] {
        var rng = RandomStream(seed: 3, "vectors")
        return (0..<count).map { _ in (0..<columns).map { _ in Float(rng.normal()) } }
    }

    private static func gram(_ rows: [[Float]]) -> [Double] { gramMatrix(of: rows.map { $0.map(Double.init) }) }

    /// Mean and spread of ⟨Rx, Ry⟩ over projections: unbiased, with the variance of the comment.
    @Test func innerProductsAreRightOnAverage() {
        let (x, y) = (Self.vectors(2, columns: 300)[0], Self.vectors(2, columns: 300)[1])
        let exact = Self.gram([x, y])
        let products = (0..<400).map { seed in
            let sketch = GradientSketch(columns: 300, dimensions: 16, seed: UInt64(seed), pool: Self.pool)
            return Self.gram([sketch.projected(x), sketch.projected(y)])
        }
        let mean = products.reduce(0) { $0 + $1[1] } / 400
        let variance = products.reduce(0) { $0 + ($1[1] - exact[1]) * ($1[1] - exact[1]) } / 400
        let bound = (exact[0] * exact[3] + exact[1] * exact[1]) / 16
        #expect(abs(mean - exact[1]) < 4 * (bound / 400).squareRoot())
        #expect(variance < 1.3 * bound && variance > 0.6 * bound)
    }

    @Test(arguments: [64, 256, 1024]) func distancesAreAsFarOffAsTheMomentsSay(dimensions: Int) throws {
        let rows = Self.vectors(20, columns: 5000)
        let sketch = GradientSketch(columns: 5000, dimensions: dimensions, seed: 1, pool: Self.pool)
        let error = try #require(
            GradientSketch.distanceError(
                of: Self.gram(rows.map(sketch.projected)), against: Self.gram(rows), count: 20))
        // Half of (2/k)^½; the pairs share vectors, so the sample is small.
        let expected = (2 / Double(dimensions)).squareRoot() / 2
        #expect(error > 0.6 * expected && error < 1.5 * expected, "\(error), expected about \(expected)")
    }

    @Test func itDependsOnSeedAndNameAlone() {
        let gradient = Self.vectors(1, columns: 200_000)[0]
        func sketch(_ seed: UInt64, workers: Int) -> [Float] {
            GradientSketch(columns: 200_000, dimensions: 32, seed: seed, pool: WorkerPool(workers: workers))
                .projected(gradient)
        }
        #expect(sketch(1, workers: 1) == sketch(1, workers: 4))
        #expect(sketch(1, workers: 1) != sketch(2, workers: 1))
    }

    @Test func degenerateCases() {
        let sketch = GradientSketch(columns: 1, dimensions: 8, seed: 1, pool: Self.pool)
        #expect(sketch.projected([0]) == [Float](repeating: 0, count: 8))
        #expect(sketch.projected([3]).map(abs).reduce(0, +) == 3)
        #expect(GradientSketch.distanceError(of: [1], against: [1], count: 1) == nil)
        #expect(GradientSketch.distanceError(of: [1, 1, 1, 1], against: [1, 1, 1, 1], count: 2) == nil)
        #expect(GradientSketch.distanceError(of: [4, 0, 0, 0], against: [1, 0, 0, 0], count: 2) == 1)
    }
}
