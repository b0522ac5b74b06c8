import COpenBLAS

/// Whether an operand of a product is read as it lies or transposed.
public enum Orientation: Sendable {
    case normal, transposed

    var cblas: CBLAS_TRANSPOSE { self == .normal ? CblasNoTrans : CblasTrans }
}

/// C ← α·op(A)·op(B) + β·C (SGEMM).
///
/// With an empty inner dimension C is scaled by β. With β = 0 the old content of C is not read.
/// - Parameters:
///   - c: m×n, must not overlap `a` or `b`.
///   - a: m×k, or k×m if `transposed`.
///   - b: k×n, or n×k if `transposed`.
/// - Precondition: the shapes agree.
/// - Complexity: 2·m·n·k floating-point operations, on the calling thread.
public func multiply(
    _ a: MatrixView, _ orientationA: Orientation = .normal, _ b: MatrixView, _ orientationB: Orientation = .normal,
    into c: MutableMatrixView, alpha: Float = 1, beta: Float = 0
) {
    let (m, k) = orientationA == .normal ? (a.rows, a.columns) : (a.columns, a.rows)
    let (inner, n) = orientationB == .normal ? (b.rows, b.columns) : (b.columns, b.rows)
    precondition(
        k == inner && c.rows == m && c.columns == n,
        "\(m)×\(k) times \(inner)×\(n) does not give \(c.rows)×\(c.columns)")
    guard m > 0, n > 0 else { return }
    _ = BLASRuntime.useOneThreadPerCall
    cblas_sgemm(
        CblasRowMajor, orientationA.cblas, orientationB.cblas, blasint(m), blasint(n), blasint(k), alpha, a.base,
        blasint(max(1, a.stride)), b.base, blasint(max(1, b.stride)), beta, c.base, blasint(max(1, c.stride)))
}
