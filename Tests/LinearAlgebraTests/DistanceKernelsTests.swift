import LinearAlgebra
import Reproducibility
import Testing

struct DistanceKernelsTests {
    private func uniform(_ count: Int, _ seed: UInt64, _ range: ClosedRange<Float>) -> [Float] {
        var rng = RandomStream(seed: seed, "kernels")
        return (0..<count).map { _ in Float.random(in: range, using: &rng) }
    }

    @Test func distancesAreRootsToTheLastPlaces() {
        for (seed, scale) in [(1, Float(1)), (2, 1e-20), (3, 1e18), (4, 1e-30)] {
            let squares = uniform(203, UInt64(seed), 0...1).map { $0 * scale }
            let products = uniform(203, UInt64(seed) + 9, -0.5...0.5).map { $0 * scale }
            var result = products
            distances(fromProducts: &result, square: scale, squares: squares, count: 203)
            for j in 0..<203 {
                let square = squares[j] + scale - 2 * products[j]
                let expected = square <= 4e-7 * (squares[j] + scale) ? 0 : Double(square).squareRoot()
                #expect(abs(Double(result[j]) - expected) <= 2e-7 * expected)
            }
        }
        var twins: [Float] = [1, 2.5, 0]
        distances(fromProducts: &twins, square: 1, squares: [1, 4, 0], count: 3)
        #expect(twins == [0, 0, 1])
    }

    @Test(arguments: [0, 1, 7, 8, 19, 256]) func sumsMatchTheirDefinitions(_ count: Int) {
        let (x, current) = (uniform(count, 5, 0...2), uniform(count, 6, 0...2))
        var columns = [Float](repeating: 1, count: count)
        let (sum, top) = accumulate(x, into: &columns, count: count)
        #expect(abs(sum - x.reduce(0, +)) < 1e-3 && top == x.max() ?? -.infinity)
        #expect(columns == x.map { 1 + $0 })

        columns = [Float](repeating: 0, count: count)
        let reduction = accumulateReductions(by: x, own: 0.7, current: current, into: &columns, count: count)
        let expected = zip(current, x).reduce(0) { $0 + max(0, $1.0 - $1.1) }
        #expect(abs(reduction - expected) < 1e-3 && columns == x.map { max(0, 0.7 - $0) })
        #expect(abs(sumOfReductions(from: current, by: x, count: count) - Double(expected)) < 1e-3)

        columns = [Float](repeating: 0, count: count)
        addLostReductions(from: 1.5, to: 0.5, by: x, to: &columns, count: count)
        for (lost, d) in zip(columns, x) { #expect(abs(lost - (max(0, 1.5 - d) - max(0, 0.5 - d))) < 1e-6) }
        #expect(x.isEmpty || largest(x, count: count).index == x.firstIndex(of: x.max()!))
    }

    @Test func transposeOfEveryShape() {
        for (m, n) in [(1, 1), (4, 4), (3, 9), (17, 5), (64, 33)] {
            let a = Matrix(rows: m, columns: n, elements: (0..<m * n).map { Float($0) })
            var b = Matrix(rows: n, columns: m)
            a.withView { a in b.withMutableView { transpose(a, into: $0) } }
            for i in 0..<m { for j in 0..<n { #expect(b[j, i] == a[i, j]) } }
        }
    }
}
