import COpenBLAS

/// The Gram matrix A·Aᵀ of the rows of `a`, in Double, both triangles, row-major.
///
/// Products of two Floats are exact in Double, so distances taken from the result lose nothing to cancellation that the
/// Float rows had not lost already.
/// - Parameter a: n×d. With d = 0 the result is zero.
/// - Returns: n·n inner products.
/// - Complexity: n²·d operations (DSYRK over blocks of columns) and a working copy of n×1024 Doubles.
public func gramMatrix(of a: MatrixView) -> [Double] {
    let n = a.rows
    var gram = [Double](repeating: 0, count: n * n)
    guard n > 0 else { return gram }
    _ = BLASRuntime.useOneThreadPerCall
    let blockColumns = min(1024, max(1, a.columns))  // ten sites' blocks fit in the second-level cache
    var block = [Double](repeating: 0, count: n * blockColumns)
    for first in stride(from: 0, to: a.columns, by: blockColumns) {
        let width = min(blockColumns, a.columns - first)
        for i in 0..<n {
            let row = a.base + i * a.stride + first
            for k in 0..<width { block[i * blockColumns + k] = Double(row[k]) }
        }
        cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasNoTrans, blasint(n), blasint(width), 1, block, blasint(blockColumns), 1,
            &gram, blasint(n))
    }
    for i in 0..<n { for j in 0..<i { gram[j * n + i] = gram[i * n + j] } }
    return gram
}
