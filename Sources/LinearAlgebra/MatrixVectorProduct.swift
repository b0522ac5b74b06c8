import COpenBLAS

/// y ← α·op(A)·x + β·y (SGEMV).
///
/// - Parameters:
///   - a: m×n.
///   - x: n elements, or m if `transposed`.
///   - y: m elements, or n if `transposed`; must not overlap `a` or `x`.
/// - Complexity: 2·m·n operations, on the calling thread.
public func multiply(
    _ a: MatrixView, _ orientation: Orientation = .normal, vector x: UnsafeBufferPointer<Float>,
    into y: UnsafeMutableBufferPointer<Float>, alpha: Float = 1, beta: Float = 0
) {
    let (inner, outer) = orientation == .normal ? (a.columns, a.rows) : (a.rows, a.columns)
    precondition(
        x.count == inner && y.count == outer,
        "\(a.rows)×\(a.columns) (\(orientation)) times \(x.count) elements does not give \(y.count)")
    guard outer > 0 else { return }
    guard inner > 0 else {
        for k in y.indices { y[k] *= beta }
        return
    }
    _ = BLASRuntime.useOneThreadPerCall
    cblas_sgemv(
        CblasRowMajor, orientation.cblas, blasint(a.rows), blasint(a.columns), alpha, a.base,
        blasint(max(1, a.stride)), x.baseAddress, 1, beta, y.baseAddress, 1)
}
