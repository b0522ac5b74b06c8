import LinearAlgebra
import Reproducibility
import Testing

@Suite struct MatrixProductTests {
    static func random(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }

    @Test(arguments: [(1, 1, 1), (3, 5, 7), (32, 10, 64), (2, 3, 0)])
    func productAgreesWithTheDefinition(m: Int, n: Int, k: Int) {
        var stream = RandomStream(seed: 1, "product", m, n, k)
        for (orientationA, orientationB) in [
            (Orientation.normal, Orientation.normal), (.transposed, .normal), (.normal, .transposed),
            (.transposed, .transposed),
        ] {
            let a = orientationA == .normal ? Self.random(m, k, &stream) : Self.random(k, m, &stream)
            let b = orientationB == .normal ? Self.random(k, n, &stream) : Self.random(n, k, &stream)
            var c = Self.random(m, n, &stream)
            let before = c
            a.withView { a in
                b.withView { b in
                    c.withMutableView { multiply(a, orientationA, b, orientationB, into: $0, alpha: 2, beta: 0.5) }
                }
            }
            for i in 0..<m {
                for j in 0..<n {
                    var sum = 0.0
                    for l in 0..<k {
                        sum +=
                            Double(orientationA == .normal ? a[i, l] : a[l, i])
                            * Double(orientationB == .normal ? b[l, j] : b[j, l])
                    }
                    #expect(abs(Double(c[i, j]) - (2 * sum + 0.5 * Double(before[i, j]))) < 1e-4)
                }
            }
        }
    }

    @Test func workersSeeEachIndexOnceAndResultsKeepTheirOrder() throws {
        for workers in [1, 2, 5] {
            #expect(try WorkerPool(workers: workers).map(100) { _, i in i * i } == (0..<100).map { $0 * $0 })
        }
    }
}
