import Foundation
import LinearAlgebra

/// softmax(Q·Kᵀ/√d)·V of one sequence, head by head, each position over itself and those before it.
///
/// Queries, keys and values of a position lie one after the other, 3·width numbers, each head's d = width/heads numbers
/// together. Works in tiles of 64 queries by 64 keys with a running maximum and sum, so that a context of n costs n numbers
/// per head and not n²; tiles above the diagonal are left out. Source: Dao, "FlashAttention-2", 2023 (Algorithms 1 and 2).
struct CausalAttention {
    let positions: Int
    let width: Int
    let heads: Int

    private static let tile = 64

    private var headWidth: Int { width / heads }
    private var scale: Float { 1 / Float(headWidth).squareRoot() }
    /// Two tiles, then numbers per query, then the derivatives by a head's queries, keys and values.
    var scratchCount: Int { 2 * Self.tile * Self.tile + queryNumbers + 3 * positions * headWidth }
    private var queryNumbers: Int { max(positions, 2 * Self.tile) }
    /// Two products over the pairs of a query and a key that is not after it.
    var forwardFLOPs: Int { 2 * positions * (positions + 1) * width }

    /// - Parameters:
    ///   - projected: positions × 3·width.
    ///   - mixed: positions × width, written.
    ///   - logSums: positions × heads, written: log Σ exp of each query's scores.
    func forward(
        _ projected: UnsafePointer<Float>, into mixed: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
        let scores = scratch
        let (tops, sums) = (scratch + 2 * Self.tile * Self.tile, scratch + 2 * Self.tile * Self.tile + Self.tile)
        for head in 0..<heads {
            for first in stride(from: 0, to: positions, by: Self.tile) {
                let queries = first..<min(first + Self.tile, positions)
                let output = MutableMatrixView(
                    base: mixed + first * width + head * headWidth, rows: queries.count, columns: headWidth,
                    stride: width)
                for start in stride(from: 0, to: queries.upperBound, by: Self.tile) {
                    let keys = start..<min(start + Self.tile, queries.upperBound)
                    score(projected, head, queries, keys, into: scores)
                    for query in queries {
                        let row = query - first
                        let line = scores + row * Self.tile
                        let seen = min(keys.count, query - start + 1)
                        var top = largest(line, seen)
                        if start > 0 {
                            top = max(top, tops[row])
                            let kept = exp(tops[row] - top)
                            sums[row] *= kept
                            let partial = output.base + row * width
                            for j in 0..<headWidth { partial[j] *= kept }
                        } else {
                            sums[row] = 0
                        }
                        tops[row] = top
                        exponentiate(line, seen: seen, of: keys.count, minus: top)
                        sums[row] += sum(line, seen)
                    }
                    multiply(
                        tileView(scores, queries, keys), .normal, block(projected, 2, head, keys), into: output,
                        beta: start == 0 ? 0 : 1)
                }
                for query in queries {
                    let row = query - first
                    let (inverse, line) = (1 / sums[row], output.base + row * width)
                    for j in 0..<headWidth { line[j] *= inverse }
                    logSums[query * heads + head] = tops[row] + log(sums[row])
                }
            }
        }
    }

    /// Derivatives by queries, keys and values in their places.
    ///
    /// - Parameters:
    ///   - projected: as in `forward`; overwritten.
    ///   - mixed, logSums: as `forward` left them.
    ///   - delta: positions × width, the derivative by `mixed`.
    func backward(
        _ projected: UnsafeMutablePointer<Float>, mixed: UnsafePointer<Float>, logSums: UnsafePointer<Float>,
        delta: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
        let probabilities = scratch
        let slopes = scratch + Self.tile * Self.tile
        let means = slopes + Self.tile * Self.tile
        let derivatives = means + queryNumbers
        let source = UnsafePointer(projected)
        for head in 0..<heads {
            derivatives.update(repeating: 0, count: 3 * positions * headWidth)
            for query in 0..<positions {
                let offset = query * width + head * headWidth
                means[query] = innerProduct(delta + offset, mixed + offset, headWidth)
            }
            for first in stride(from: 0, to: positions, by: Self.tile) {
                let queries = first..<min(first + Self.tile, positions)
                let outputDelta = MatrixView(
                    base: delta + first * width + head * headWidth, rows: queries.count, columns: headWidth,
                    stride: width)
                for start in stride(from: 0, to: queries.upperBound, by: Self.tile) {
                    let keys = start..<min(start + Self.tile, queries.upperBound)
                    score(source, head, queries, keys, into: probabilities)
                    for query in queries {
                        exponentiate(
                            probabilities + (query - first) * Self.tile, seen: min(keys.count, query - start + 1),
                            of: keys.count, minus: logSums[query * heads + head])
                    }
                    let p = tileView(probabilities, queries, keys)
                    multiply(p, .transposed, outputDelta, into: derivative(derivatives, 2, keys), beta: 1)
                    multiply(
                        outputDelta, .normal, block(source, 2, head, keys), .transposed,
                        into: MutableMatrixView(
                            base: slopes, rows: queries.count, columns: keys.count, stride: Self.tile))
                    // dS = P·(dP − Σ_j P·dP), and that sum is the inner product of output and derivative.
                    for query in queries {
                        let (line, chance) = (
                            slopes + (query - first) * Self.tile, probabilities + (query - first) * Self.tile
                        )
                        let mean = means[query]
                        eachVector(keys.count) {
                            store4((load4(line + $0) - mean) * load4(chance + $0), line + $0)
                        } each: {
                            line[$0] = (line[$0] - mean) * chance[$0]
                        }
                    }
                    let s = tileView(slopes, queries, keys)
                    multiply(
                        s, .normal, block(source, 1, head, keys), into: derivative(derivatives, 0, queries),
                        alpha: scale, beta: 1)
                    multiply(
                        s, .transposed, block(source, 0, head, queries), into: derivative(derivatives, 1, keys),
                        alpha: scale, beta: 1)
                }
            }
            for part in 0..<3 {
                for position in 0..<positions {
                    (projected + position * 3 * width + part * width + head * headWidth).update(
                        from: derivatives + (part * positions + position) * headWidth, count: headWidth)
                }
            }
        }
    }

    /// Rows of the queries (part 0), keys (1) or values (2) of a head.
    private func block(_ projected: UnsafePointer<Float>, _ part: Int, _ head: Int, _ rows: Range<Int>) -> MatrixView {
        MatrixView(
            base: projected + rows.lowerBound * 3 * width + part * width + head * headWidth, rows: rows.count,
            columns: headWidth, stride: 3 * width)
    }

    private func derivative(
        _ derivatives: UnsafeMutablePointer<Float>, _ part: Int, _ rows: Range<Int>
    ) -> MutableMatrixView {
        MutableMatrixView(
            base: derivatives + (part * positions + rows.lowerBound) * headWidth, rows: rows.count, columns: headWidth,
            stride: headWidth)
    }

    private func tileView(_ tile: UnsafePointer<Float>, _ queries: Range<Int>, _ keys: Range<Int>) -> MatrixView {
        MatrixView(base: tile, rows: queries.count, columns: keys.count, stride: Self.tile)
    }

    private func score(
        _ projected: UnsafePointer<Float>, _ head: Int, _ queries: Range<Int>, _ keys: Range<Int>,
        into scores: UnsafeMutablePointer<Float>
    ) {
        multiply(
            block(projected, 0, head, queries), .normal, block(projected, 1, head, keys), .transposed,
            into: MutableMatrixView(base: scores, rows: queries.count, columns: keys.count, stride: Self.tile),
            alpha: scale)
    }

    /// x ← exp(x − top) for the keys that the query sees, 0 for those after it.
    private func exponentiate(_ x: UnsafeMutablePointer<Float>, seen: Int, of count: Int, minus top: Float) {
        // A row of a tile is a whole number of vectors, so the last one may run past what is seen.
        for j in stride(from: 0, to: seen, by: 4) { store4(exponential(load4(x + j) - top), x + j) }
        for j in seen..<count { x[j] = 0 }
    }
}
