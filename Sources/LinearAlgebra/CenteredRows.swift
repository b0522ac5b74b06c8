/// Rows of a matrix with their mean taken off, and their squared norms: what distances through inner products start from.
///
/// Distances do not change, but the norms shrink to the spread of the data, and with them the rounding of
/// ‖x‖² + ‖y‖² − 2⟨x, y⟩.
public struct CenteredRows: Sendable {
    /// n×d.
    public let matrix: Matrix
    /// n squared norms.
    public let squares: [Float]

    public init(_ rows: MatrixView) {
        let (n, d) = (rows.rows, rows.columns)
        var mean = [Double](repeating: 0, count: d)
        for i in 0..<n { for k in 0..<d { mean[k] += Double(rows.base[i * rows.stride + k]) } }
        let offset = mean.map { Float($0 / Double(max(n, 1))) }
        var squares = [Float](repeating: 0, count: n)
        let elements = [Float](unsafeUninitializedCapacity: n * d) { buffer, count in
            for i in 0..<n {
                var square: Float = 0
                for k in 0..<d {
                    let value = rows.base[i * rows.stride + k] - offset[k]
                    buffer[i * d + k] = value
                    square += value * value
                }
                squares[i] = square
            }
            count = n * d
        }
        matrix = Matrix(rows: n, columns: d, elements: elements)
        self.squares = squares
    }
}
