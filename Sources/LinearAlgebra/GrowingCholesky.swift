/// Cholesky factor L of a symmetric positive definite matrix that grows by one row and column at a time and shrinks at
/// its end, with the forward substitution y = L⁻¹·b carried along.
///
/// Row k of L starts at `k(k + 1)/2`. Storage for the full capacity is allocated once.
public struct GrowingCholesky: Sendable {
    public let capacity: Int
    public private(set) var count = 0
    private var factor: [Double]
    private var forward: [Double]
    /// bᵀ·A⁻¹·b of the present matrix, which is ‖y‖²; entry k belongs to the leading k×k matrix.
    private var squares: [Double]

    public init(capacity: Int) {
        precondition(capacity >= 0, "a factor of capacity \(capacity)")
        self.capacity = capacity
        factor = [Double](repeating: 0, count: capacity * (capacity + 1) / 2)
        forward = [Double](repeating: 0, count: capacity)
        squares = [Double](repeating: 0, count: capacity + 1)
    }

    /// bᵀ·A⁻¹·b; 0 for the empty matrix.
    public var explained: Double { squares[count] }

    /// Appends a row and column to A and an entry to b.
    ///
    /// - Parameters:
    ///   - entry: `entry(k)` is A[count, k] for k < count.
    ///   - diagonal: A[count, count].
    ///   - tolerance: the smallest squared pivot accepted, as a fraction of `diagonal`.
    /// - Returns: false, with nothing changed, if the new row depends on the present ones to within `tolerance`.
    /// - Complexity: O(count²).
    public mutating func append(
        diagonal: Double, target: Double, tolerance: Double = 1e-12, entry: (Int) -> Double
    ) -> Bool {
        precondition(count < capacity, "row \(count) of a factor of capacity \(capacity)")
        let n = count
        let square = factor.withUnsafeMutableBufferPointer { l -> Double in
            let row = n * (n + 1) / 2
            var pivot = diagonal
            var k0 = 0
            for k in 0..<n {
                var sum = entry(k)
                for m in 0..<k { sum -= l[row + m] * l[k0 + m] }
                let value = sum / l[k0 + k]
                l[row + k] = value
                pivot -= value * value
                k0 += k + 1
            }
            guard pivot > tolerance * diagonal, pivot > 0 else { return -1 }
            l[row + n] = pivot.squareRoot()
            return pivot
        }
        guard square > 0 else { return false }
        let row = n * (n + 1) / 2
        var sum = target
        for m in 0..<n { sum -= factor[row + m] * forward[m] }
        forward[n] = sum / factor[row + n]
        squares[n + 1] = squares[n] + forward[n] * forward[n]
        count = n + 1
        return true
    }

    /// Keeps the leading `count` rows and columns.
    public mutating func truncate(to count: Int) {
        precondition(0...self.count ~= count, "truncating a factor of \(self.count) rows to \(count)")
        self.count = count
    }

    /// x = A⁻¹·b into the first `count` elements of `x`, by back substitution.
    ///
    /// - Complexity: O(count²).
    public func solve(into x: UnsafeMutableBufferPointer<Double>) {
        precondition(x.count >= count, "\(x.count) places for \(count) unknowns")
        factor.withUnsafeBufferPointer { l in
            for k in 0..<count { x[k] = forward[k] }
            for k in stride(from: count - 1, through: 0, by: -1) {
                let row = k * (k + 1) / 2
                let value = x[k] / l[row + k]
                x[k] = value
                for m in 0..<k { x[m] -= l[row + m] * value }
            }
        }
    }
}
