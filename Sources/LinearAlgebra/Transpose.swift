/// B ← Aᵀ, in squares of four numbers that stay in registers.
///
/// - Parameters:
///   - a: m×n.
///   - b: n×m, must not overlap `a`.
public func transpose(_ a: MatrixView, into b: MutableMatrixView) {
    precondition(
        a.rows == b.columns && a.columns == b.rows,
        "the transpose of \(a.rows)×\(a.columns) is not \(b.rows)×\(b.columns)")
    let (rows, columns) = (a.rows & ~3, a.columns & ~3)
    // Rows of 16 are one cache line of the target.
    for top in stride(from: 0, to: rows, by: 16) {
        for j in stride(from: 0, to: columns, by: 4) {
            for i in stride(from: top, to: min(top + 16, rows), by: 4) {
                let source = a.base + i * a.stride + j
                let (p, q) = (four(source), four(source + a.stride))
                let (r, s) = (four(source + 2 * a.stride), four(source + 3 * a.stride))
                let (pr, qs) = (interleaved(p, r), interleaved(q, s))
                let (first, second) = (interleaved(pr.low, qs.low), interleaved(pr.high, qs.high))
                let target = b.base + j * b.stride + i
                store(first.low, to: target)
                store(first.high, to: target + b.stride)
                store(second.low, to: target + 2 * b.stride)
                store(second.high, to: target + 3 * b.stride)
            }
        }
    }
    for i in 0..<a.rows {
        for j in (i < rows ? columns : 0)..<a.columns { b.base[j * b.stride + i] = a.base[i * a.stride + j] }
    }
}

/// a0 b0 a1 b1 and a2 b2 a3 b3.
@inline(__always)
private func interleaved(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> (low: SIMD4<Float>, high: SIMD4<Float>) {
    (SIMD4(a[0], b[0], a[1], b[1]), SIMD4(a[2], b[2], a[3], b[3]))
}
