/// A dense row-major matrix of `Float`: entry (i, j) of a `rows`×`columns` matrix is `elements[i * columns + j]`.
///
/// A value type; copies share storage until one of them is written. Zero rows or columns are allowed.
public struct Matrix: Sendable, Equatable {
    public let rows: Int
    public let columns: Int
    /// `rows * columns` numbers, row after row.
    public private(set) var elements: [Float]

    /// A matrix of one repeated value.
    public init(rows: Int, columns: Int, repeating value: Float = 0) {
        precondition(rows >= 0 && columns >= 0, "a \(rows)×\(columns) matrix does not exist")
        self.rows = rows
        self.columns = columns
        elements = [Float](repeating: value, count: rows * columns)
    }

    /// A matrix over given storage: `elements.count` must equal `rows * columns`.
    public init(rows: Int, columns: Int, elements: [Float]) {
        precondition(
            rows >= 0 && columns >= 0 && elements.count == rows * columns,
            "\(elements.count) elements do not fill a \(rows)×\(columns) matrix")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    public subscript(row: Int, column: Int) -> Float {
        get { elements[index(row, column)] }
        set { elements[index(row, column)] = newValue }
    }

    /// Row `i` as a slice of the storage; no copy.
    public func row(_ i: Int) -> ArraySlice<Float> {
        precondition(0..<rows ~= i, "row \(i) of a \(rows)×\(columns) matrix")
        return elements[i * columns..<(i + 1) * columns]
    }

    /// Calls `body` with a view of the whole matrix, valid only during the call.
    public func withView<R>(_ body: (MatrixView) throws -> R) rethrows -> R {
        try elements.withUnsafeBufferPointer { try body(MatrixView($0, rows: rows, columns: columns)) }
    }

    /// Calls `body` with a writable view of the whole matrix, valid only during the call.
    public mutating func withMutableView<R>(_ body: (MutableMatrixView) throws -> R) rethrows -> R {
        let (rows, columns) = (rows, columns)
        return try elements.withUnsafeMutableBufferPointer {
            try body(MutableMatrixView($0, rows: rows, columns: columns))
        }
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        precondition(
            0..<rows ~= row && 0..<columns ~= column, "entry (\(row), \(column)) of a \(rows)×\(columns) matrix")
        return row * columns + column
    }
}
