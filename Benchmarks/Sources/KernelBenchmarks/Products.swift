import LinearAlgebra
import Reproducibility

/// FLOP/s of a large product on this thread.
func measurePeak() -> Double {
    let n = 1024
    let a = Matrix(rows: n, columns: n, repeating: 0.5)
    var c = Matrix(rows: n, columns: n)
    let seconds = secondsPerCall { a.withView { a in c.withMutableView { multiply(a, .normal, a, into: $0) } } }
    return 2 * Double(n * n * n) / seconds
}

/// The products that the presets are made of, at batch 32.
func benchmarkProducts(_ report: inout Report) {
    let shapes: [(name: String, m: Int, n: Int, k: Int, Orientation, Orientation)] = [
        ("mlp layer 1 forward", 32, 200, 784, .normal, .normal),
        ("mlp layer 1 weights", 784, 200, 32, .transposed, .normal),
        ("mlp layer 2 input", 32, 200, 200, .normal, .transposed),
        ("leaf-cnn conv 2 forward, a kernel row", 196, 64, 160, .normal, .normal),
        ("leaf-cnn conv 2 weights, a kernel row", 160, 64, 196, .transposed, .normal),
        ("leaf-cnn conv 2 input, a kernel row", 196, 160, 64, .normal, .transposed),
        ("leaf-cnn dense forward", 32, 512, 3136, .normal, .normal),
        ("resnet8 stage 1 forward, a kernel row", 1024, 16, 48, .normal, .normal),
        ("resnet8 stage 1 weights, a kernel row", 48, 16, 1024, .transposed, .normal),
        ("resnet8 stage 3 forward, a kernel row", 64, 64, 192, .normal, .normal),
        ("lenet5 conv 1 forward", 784, 6, 25, .normal, .normal),
        ("lenet5 conv 1 weights", 25, 6, 784, .transposed, .normal),
    ]
    var stream = RandomStream(seed: 1, "products")
    for (name, m, n, k, orientationA, orientationB) in shapes {
        func random(_ rows: Int, _ columns: Int) -> Matrix {
            Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
        }
        let a = orientationA == .normal ? random(m, k) : random(k, m)
        let b = orientationB == .normal ? random(k, n) : random(n, k)
        var c = Matrix(rows: m, columns: n)
        let seconds = secondsPerCall {
            a.withView { a in
                b.withView { b in c.withMutableView { multiply(a, orientationA, b, orientationB, into: $0) } }
            }
        }
        var (worst, largest) = (0.0, 0.0)
        for i in 0..<m {
            for j in 0..<n {
                var sum = 0.0
                for l in 0..<k {
                    sum +=
                        Double(orientationA == .normal ? a[i, l] : a[l, i])
                        * Double(orientationB == .normal ? b[l, j] : b[j, l])
                }
                worst = max(worst, abs(sum - Double(c[i, j])))
                largest = max(largest, abs(sum))
            }
        }
        report.row("product: \(name)", seconds: seconds, flops: 2 * m * n * k, error: worst / largest)
    }
}
