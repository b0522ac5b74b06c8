import LinearAlgebra
import Reproducibility

/// k rows with non-negative weights whose weighted sum comes near the mean of all rows: orthogonal matching pursuit.
///
/// b = (1/n) Σ g_i and r = b; each step selects argmax ⟨g_j, r⟩ (ties to the lower index), solves
/// w = argmin_{w≥0} ‖b − G_Sᵀw‖² + λ‖w‖² and sets r = b − G_Sᵀw. It stops early where no row has a positive product with
/// the residual: then no set of any size does better. Objective after each step: (‖r‖² + λ‖w‖²)^½/‖b‖, or 0 if b = 0.
///
/// - Parameters:
///   - rows: n×d gradients, finite.
///   - count: k; at most k rows come back.
///   - ridge: λ in units of the mean of ‖g_i‖², ≥ 0.
///   - tolerance: stops once the objective is below.
/// - Complexity: one n×d product a step and O(k²) for its solve through a growing Cholesky factor; no n×n Gram matrix.
///   4n + 4kd + 12k² bytes beside the input. The result does not depend on the number of workers.
/// - Source: Killamsetty et al., "GRAD-MATCH", ICML 2021; Rubinstein, Zibulevsky, Elad, "Efficient implementation of the
///   K-SVD algorithm using batch orthogonal matching pursuit", 2008, whose Gram matrix of all rows is left out here: with
///   k ≪ n the products of the residual are cheaper.
public func gradientMatchingCoreset(
    of rows: MatrixView, count: Int, ridge: Double = 0, tolerance: Double = 1e-6,
    pool: WorkerPool = WorkerPool(workers: 1)
) -> Coreset {
    precondition(count >= 0 && ridge >= 0, "a coreset of \(count) rows with ridge \(ridge)")
    let (n, d) = (rows.rows, rows.columns)
    let k = min(count, n)
    guard k > 0 else { return Coreset(indices: [], weights: [], objective: []) }

    let (mean, meanSquareNorm) = statistics(of: rows)
    let target = mean.reduce(0) { $0 + Double($1) * Double($1) }
    let lambda = ridge * meanSquareNorm
    var chosen: [Int] = []
    var isChosen = [Bool](repeating: false, count: n)
    var selectedRows = Matrix(rows: k, columns: d)
    var gram = [Double](repeating: 0, count: k * k)
    var products = [Double](repeating: 0, count: k)
    var solution = NonNegativeLeastSquares(capacity: k)
    var residual = mean
    var correlations = [Float](repeating: 0, count: n)
    var objective: [Double] = []
    // Below this a product of the residual is rounding.
    let least = Float(1e-6 * (target * meanSquareNorm).squareRoot())

    while chosen.count < k, target > 0 {
        multiply(rows, residual, into: &correlations, pool: pool)
        for i in chosen { correlations[i] = -.infinity }
        let best = correlations.withUnsafeBufferPointer { largest($0.baseAddress!, count: n) }
        guard best.value > least, !isChosen[best.index] else { break }
        let place = chosen.count
        chosen.append(best.index)
        isChosen[best.index] = true
        selectedRows.withMutableView { view in
            (view.base + place * d).update(from: rows.base + best.index * rows.stride, count: d)
        }
        // One product with the rows selected so far gives the new row of their Gram matrix.
        var newProducts = [Float](repeating: 0, count: place + 1)
        selectedRows.withView { view in
            let new = UnsafeBufferPointer(start: view.base + place * d, count: d)
            newProducts.withUnsafeMutableBufferPointer {
                LinearAlgebra.multiply(view.rows(0..<place + 1), vector: new, into: $0)
            }
            mean.withUnsafeBufferPointer { products[place] = Double(dot(new, $0)) }
        }
        for (s, product) in newProducts.enumerated() {
            gram[place * k + s] = Double(product)
            gram[s * k + place] = Double(product)
        }
        gram.withUnsafeBufferPointer { gram in
            products.withUnsafeBufferPointer { products in
                solution.solve(
                    gram: gram, rows: k, target: products, targetNorm: target.squareRoot(),
                    candidates: Array(0...place), ridge: lambda)
            }
        }
        // r = b − G_Sᵀ w
        let weights = weights(of: solution, count: k).map { Float($0) }
        residual = mean
        selectedRows.withView { view in
            weights.withUnsafeBufferPointer { weights in
                residual.withUnsafeMutableBufferPointer {
                    LinearAlgebra.multiply(view, .transposed, vector: weights, into: $0, alpha: -1, beta: 1)
                }
            }
        }
        let penalty = lambda * solution.weights.reduce(0) { $0 + $1 * $1 }
        let square = residual.reduce(0) { $0 + Double($1) * Double($1) } + penalty
        let residualNorm = (square / target).squareRoot()
        objective.append(residualNorm)
        if residualNorm < tolerance { break }
    }
    let weights = weights(of: solution, count: chosen.count)
    return Coreset(indices: chosen, weights: weights, objective: objective)
}

/// The solution as one weight for each of the first `count` selected rows.
private func weights(of solution: NonNegativeLeastSquares, count: Int) -> [Double] {
    var weights = [Double](repeating: 0, count: count)
    for (s, w) in zip(solution.support, solution.weights) { weights[s] = w }
    return weights
}

/// The mean row, and the mean of the squared norms.
private func statistics(of rows: MatrixView) -> (mean: [Float], meanSquareNorm: Double) {
    var mean = [Double](repeating: 0, count: rows.columns)
    var squares = 0.0
    for i in 0..<rows.rows {
        let row = rows.base + i * rows.stride
        var square: Float = 0
        for c in 0..<rows.columns {
            mean[c] += Double(row[c])
            square += row[c] * row[c]
        }
        squares += Double(square)
    }
    return (mean.map { Float($0 / Double(rows.rows)) }, squares / Double(rows.rows))
}

/// y = A·x in blocks of rows.
private func multiply(_ a: MatrixView, _ x: [Float], into y: inout [Float], pool: WorkerPool) {
    let block = 512
    let blocks = (a.rows + block - 1) / block
    x.withUnsafeBufferPointer { x in
        y.withUnsafeMutableBufferPointer { y in
            nonisolated(unsafe) let (x, y) = (x, y)
            pool.forEach(blocks) { _, b in
                let range = b * block..<min(a.rows, (b + 1) * block)
                LinearAlgebra.multiply(
                    a.rows(range), vector: x, into: UnsafeMutableBufferPointer(rebasing: y[range]))
            }
        }
    }
}
