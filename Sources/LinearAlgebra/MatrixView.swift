/// A borrowed row-major block of `Float`: entry (i, j) lies at `base[i * stride + j]`, `stride ≥ columns`.
///
/// Views are how the kernels see memory: parameters inside one flat vector, a batch inside a workspace, a block of a
/// distance matrix. They own nothing and are valid only as long as the memory that they were made from.
public struct MatrixView: @unchecked Sendable {
    public let base: UnsafePointer<Float>
    public let rows: Int
    public let columns: Int
    public let stride: Int

    public init(_ buffer: UnsafeBufferPointer<Float>, rows: Int, columns: Int) {
        precondition(buffer.count >= rows * columns, "\(buffer.count) elements under a \(rows)×\(columns) view")
        self.init(
            base: buffer.baseAddress ?? UnsafePointer(MutableMatrixView.placeholder), rows: rows, columns: columns,
            stride: columns)
    }

    /// `stride * (rows - 1) + columns` elements must be readable from `base`.
    public init(base: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int) {
        precondition(
            rows >= 0 && columns >= 0 && stride >= columns, "a \(rows)×\(columns) view with stride \(stride)")
        (self.base, self.rows, self.columns, self.stride) = (base, rows, columns, stride)
    }

    /// Rows `range` of this view; no copy.
    public func rows(_ range: Range<Int>) -> MatrixView {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a \(rows)×\(columns) view")
        return MatrixView(
            base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
    }

    /// Up to `count` columns of this view from column `first` on; no copy.
    public func columns(from first: Int, atMost count: Int) -> MatrixView {
        precondition(0...columns ~= first, "column \(first) of a \(rows)×\(columns) view")
        return MatrixView(base: base + first, rows: rows, columns: min(count, columns - first), stride: stride)
    }
}

/// A writable `MatrixView`. Writers of disjoint views may run at once; overlap is the caller's to avoid.
public struct MutableMatrixView: @unchecked Sendable {
    public let base: UnsafeMutablePointer<Float>
    public let rows: Int
    public let columns: Int
    public let stride: Int

    public init(_ buffer: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int) {
        precondition(buffer.count >= rows * columns, "\(buffer.count) elements under a \(rows)×\(columns) view")
        self.init(base: buffer.baseAddress ?? Self.placeholder, rows: rows, columns: columns, stride: columns)
    }

    /// `stride * (rows - 1) + columns` elements must be writable from `base`.
    public init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
        precondition(
            rows >= 0 && columns >= 0 && stride >= columns, "a \(rows)×\(columns) view with stride \(stride)")
        (self.base, self.rows, self.columns, self.stride) = (base, rows, columns, stride)
    }

    /// Rows `range` of this view; no copy.
    public func rows(_ range: Range<Int>) -> MutableMatrixView {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a \(rows)×\(columns) view")
        return MutableMatrixView(
            base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
    }

    /// An address for empty views, never read.
    static var placeholder: UnsafeMutablePointer<Float> { emptyStorage }
}

nonisolated(unsafe) private let emptyStorage = UnsafeMutablePointer<Float>.allocate(capacity: 1)
