/// Rows of a matrix with their mean taken off, and their squared norms: what distances through inner products start from.
///
/// Distances do not change, but the norms shrink to the spread of the data, and with them the rounding of
/// ‖x‖² + ‖y‖² − 2⟨x, y⟩.
public struct CenteredRows: Sendable {
    /// n×d.
    public let matrix: Matrix
    /// n squared norms.
    public let squares: [Float]
    /// Which of the given rows each row is.
    public let order: [Int]

    /// - Parameter sortedByNorm: whether the rows are put in the order of their squared norms, ties in the given order.
    /// - Complexity: n·d, and n·log n to sort.
    public init(_ rows: MatrixView, sortedByNorm: Bool = false) {
        let (n, d) = (rows.rows, rows.columns)
        var sums = [Double](repeating: 0, count: d)
        sums.withUnsafeMutableBufferPointer { sums in
            for i in 0..<n {
                let row = rows.base + i * rows.stride
                for k in 0..<d { sums[k] += Double(row[k]) }
            }
        }
        let offset = sums.map { Float($0 / Double(max(n, 1))) }
        let given = offset.withUnsafeBufferPointer { offset in
            (0..<n).map { i in
                offset.baseAddress.map { squaredDistance(rows.base + i * rows.stride, $0, count: d) } ?? 0
            }
        }
        let order = sortedByNorm ? given.indices.sorted { (given[$0], $0) < (given[$1], $1) } : Array(0..<n)
        let elements = [Float](unsafeUninitializedCapacity: n * d) { buffer, count in
            offset.withUnsafeBufferPointer { offset in
                for (place, i) in order.enumerated() {
                    let (source, target) = (rows.base + i * rows.stride, buffer.baseAddress! + place * d)
                    for k in 0..<d { (target + k).initialize(to: source[k] - offset[k]) }
                }
            }
            count = n * d
        }
        matrix = Matrix(rows: n, columns: d, elements: elements)
        squares = order.map { given[$0] }
        self.order = order
    }
}
