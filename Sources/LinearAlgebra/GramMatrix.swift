/// The Gram matrix A·Aᵀ of the rows of `a`, in Double, both triangles, row-major.
///
/// Products of two Floats are exact in Double, so distances taken from the result lose nothing to cancellation that the
/// Float rows had not lost already. An entry is a function of its two rows alone, to the last bit: neither the other rows
/// nor whether `updateGramMatrix` computed it make a difference.
/// - Parameter a: n×d. With d = 0 the result is zero.
/// - Returns: n·n inner products.
/// - Complexity: n²·d/2 multiplications and a working copy of n×512 Doubles.
public func gramMatrix(of a: MatrixView) -> [Double] {
    var gram = [Double](repeating: 0, count: a.rows * a.rows)
    updateGramMatrix(&gram, of: a, changed: Array(0..<a.rows))
    return gram
}

/// Brings a Gram matrix up to date with the rows of `a` that have changed since.
///
/// The result is bit by bit that of `gramMatrix(of:)`.
/// - Parameters:
///   - gram: of the rows before the change, n·n.
///   - changed: distinct row numbers; none leaves `gram` as it is.
/// - Complexity: k·n·d multiplications for k changed rows and a working copy of n×512 Doubles.
public func updateGramMatrix(_ gram: inout [Double], of a: MatrixView, changed: [Int]) {
    let n = a.rows
    precondition(gram.count == n * n, "a Gram matrix of \(gram.count) entries for \(n) rows")
    precondition(changed.allSatisfy { 0..<n ~= $0 }, "changed rows \(changed) of \(n)")
    guard !changed.isEmpty else { return }
    // The product of two changed rows is computed once, by the later of the two in `changed`.
    var place = [Int](repeating: -1, count: n)
    for (position, row) in changed.enumerated() { place[row] = position }
    let others = changed.indices.map { position in (0..<n).filter { place[$0] <= position } }
    for (row, others) in zip(changed, others) { for other in others { gram[row * n + other] = 0 } }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n * gramBlock) { block in
        guard let block = block.baseAddress else { return }
        gram.withUnsafeMutableBufferPointer { gram in
            for first in stride(from: 0, to: a.columns, by: gramBlock) {
                let count = min(gramBlock, a.columns - first)
                var padded = 0
                for row in 0..<n {
                    padded = widen(a.base + row * a.stride + first, count, into: block + row * gramBlock)
                }
                for (row, others) in zip(changed, others) {
                    let x = block + row * gramBlock
                    for other in others {
                        gram[row * n + other] += blockProduct(x, block + other * gramBlock, count: padded)
                    }
                }
            }
        }
    }
    for (row, others) in zip(changed, others) {
        for other in others { gram[other * n + row] = gram[row * n + other] }
    }
}

/// ⟨x, x⟩, with the bits of the diagonal entry of `gramMatrix(of:)`.
///
/// - Complexity: O(P).
public func squaredNorm(of x: UnsafeBufferPointer<Float>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: gramBlock) { block in
        guard let block = block.baseAddress, let source = x.baseAddress else { return 0 }
        var sum = 0.0
        for first in stride(from: 0, to: x.count, by: gramBlock) {
            let padded = widen(source + first, min(gramBlock, x.count - first), into: block)
            sum += blockProduct(block, block, count: padded)
        }
        return sum
    }
}

/// Columns that are multiplied before the sum is added to the entry: sixty rows' blocks fit in the second-level cache.
private let gramBlock = 512

/// Copies `count` numbers as Doubles, filled up with zeros, which add nothing, to a multiple of 16, which comes back.
@inline(__always)
private func widen(_ source: UnsafePointer<Float>, _ count: Int, into target: UnsafeMutablePointer<Double>) -> Int {
    let padded = (count + 15) / 16 * 16
    for k in 0..<count { target[k] = Double(source[k]) }
    for k in count..<padded { target[k] = 0 }
    return padded
}

/// Σ x_k·y_k in sixteen sums, added up in a fixed order; `count` is a multiple of 16.
@inline(__always)
private func blockProduct(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int) -> Double {
    var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var k = 0
    while k < count {
        a += lanes(x + k) * lanes(y + k)
        b += lanes(x + k + 8) * lanes(y + k + 8)
        k += 16
    }
    return (a + b).sum()
}

@inline(__always)
private func lanes(_ pointer: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
}
