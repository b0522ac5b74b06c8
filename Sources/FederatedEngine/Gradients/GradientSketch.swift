import Reproducibility

/// A seeded random projection of P numbers to k that keeps inner products right on average.
///
///     (Rg)_b = Σ_{p: h(p) = b} s(p)·g_p,      h(p) uniform in 0..<k, s(p) = ±1
///
/// E⟨Rx, Ry⟩ = ⟨x, y⟩ and Var ≤ (‖x‖²‖y‖² + ⟨x, y⟩²)/k, as for a dense random matrix; so a squared distance is off by at
/// most (2/k)^½ of itself in root mean square, a distance by about half of that. One number of R in each column: P additions
/// a vector, 2 bytes a parameter, and never a P×k matrix.
///
/// Source: Charikar, Chen, Farach-Colton, "Finding frequent items in data streams", ICALP 2002 (CountSketch); moments as in
/// Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.
public struct GradientSketch: Sendable {
    /// k that fits 15 bits; below 8 the distances say nothing.
    public static let dimensionRange = 8...32_768

    /// P.
    public let columns: Int
    /// k.
    public let dimensions: Int
    /// 2·h(p) + (1 for a negative sign).
    private let targets: [UInt16]

    /// Columns of one random stream: a block can be drawn without those before it.
    private static let block = 1 << 16

    /// - Parameters:
    ///   - columns: P ≥ 1.
    ///   - dimensions: k in `dimensionRange`.
    /// - Complexity: O(P), blocks in parallel; the result does not depend on the workers.
    public init(columns: Int, dimensions: Int, seed: UInt64, pool: WorkerPool) {
        precondition(
            columns >= 1 && Self.dimensionRange ~= dimensions, "a sketch of \(columns) columns in \(dimensions)")
        (self.columns, self.dimensions) = (columns, dimensions)
        targets = [UInt16](unsafeUninitializedCapacity: columns) { buffer, count in
            nonisolated(unsafe) let base = buffer.baseAddress!
            pool.forEach((columns + Self.block - 1) / Self.block) { _, piece in
                var stream = RandomStream(seed: seed, "gradient sketch", dimensions, piece)
                let end = min(columns, (piece + 1) * Self.block)
                for pair in stride(from: piece * Self.block, to: end, by: 2) {
                    let bits = stream.next()
                    for (offset, word) in [UInt32(truncatingIfNeeded: bits), UInt32(bits >> 32)].enumerated()
                    where pair + offset < end {
                        // The high 31 bits scaled to 0..<k: no bucket is likelier than another by more than k/2³¹.
                        let bucket = (UInt64(word >> 1) * UInt64(dimensions)) >> 31
                        base[pair + offset] = UInt16(bucket << 1 | UInt64(word & 1))
                    }
                }
            }
            count = columns
        }
    }

    /// Rg.
    public func projected(_ gradient: [Float]) -> [Float] {
        precondition(gradient.count == columns, "\(gradient.count) numbers for a sketch of \(columns)")
        var sums = [Double](repeating: 0, count: dimensions)
        sums.withUnsafeMutableBufferPointer { sums in
            gradient.withUnsafeBufferPointer { gradient in
                targets.withUnsafeBufferPointer { targets in
                    for p in 0..<columns {
                        let target = targets[p]
                        let signed = Float(bitPattern: gradient[p].bitPattern ^ UInt32(target & 1) << 31)
                        sums[Int(target >> 1)] += Double(signed)
                    }
                }
            }
        }
        return sums.map { Float($0) }
    }

    /// Root mean square over all pairs of (d̃_ij − d_ij)/d_ij, pairs at distance 0 left out; nil without a pair.
    ///
    /// - Parameters: N×N inner products, of the projections and of the vectors themselves.
    public static func distanceError(of sketched: [Double], against exact: [Double], count n: Int) -> Double? {
        precondition(sketched.count == n * n && exact.count == n * n, "\(sketched.count) and \(exact.count) products")
        func square(_ gram: [Double], _ i: Int, _ j: Int) -> Double {
            max(0, gram[i * n + i] + gram[j * n + j] - 2 * gram[i * n + j])
        }
        var (sum, pairs) = (0.0, 0)
        for i in 0..<n {
            for j in 0..<i where square(exact, i, j) > 0 {
                let relative = (square(sketched, i, j) / square(exact, i, j)).squareRoot() - 1
                sum += relative * relative
                pairs += 1
            }
        }
        return pairs > 0 ? (sum / Double(pairs)).squareRoot() : nil
    }
}
