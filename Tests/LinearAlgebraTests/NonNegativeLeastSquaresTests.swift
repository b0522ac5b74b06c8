import LinearAlgebra
import Reproducibility
import Testing

@Suite struct NonNegativeLeastSquaresTests {
    /// Rows a_i and a target t, with what the solver sees of them.
    private struct Problem {
        let rows: [[Double]]
        let target: [Double]

        /// - Parameter seed: every third problem has two equal rows, every fifth a row of zeros.
        init(seed: UInt64, count: Int, dimension: Int) {
            var rng = RandomStream(seed: seed, "nnls", count, dimension)
            var rows = (0..<count).map { _ in (0..<dimension).map { _ in rng.normal() } }
            if seed % 3 == 0, count > 1 { rows[count - 1] = rows[0] }
            if seed % 5 == 0 { rows[0] = [Double](repeating: 0, count: dimension) }
            self.rows = rows
            target = (0..<dimension).map { _ in rng.normal() }
        }

        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        var gram: [Double] { rows.flatMap { a in rows.map { product(a, $0) } } }
        var correlations: [Double] { rows.map { product($0, target) } }

        /// ‖t − Aᵀw‖² + λ‖w‖².
        func objective(_ weights: [Double], ridge: Double) -> Double {
            var residual = target
            for (row, w) in zip(rows, weights) { for k in residual.indices { residual[k] -= w * row[k] } }
            return product(residual, residual) + ridge * product(weights, weights)
        }

        func solve(_ candidates: [Int], ridge: Double, with solver: inout NonNegativeLeastSquares) -> [Double] {
            gram.withUnsafeBufferPointer { gram in
                correlations.withUnsafeBufferPointer { correlations in
                    solver.solve(
                        gram: gram, rows: rows.count, target: correlations,
                        targetNorm: product(target, target).squareRoot(), candidates: candidates, ridge: ridge)
                }
            }
            var weights = [Double](repeating: 0, count: rows.count)
            for (i, w) in zip(solver.support, solver.weights) { weights[i] = w }
            return weights
        }

        /// The least objective over all supports: coordinate descent to convergence, from its definition.
        func leastObjective(_ candidates: [Int], ridge: Double) -> Double {
            var weights = [Double](repeating: 0, count: rows.count)
            for _ in 0..<20_000 {
                for i in candidates {
                    let curvature = product(rows[i], rows[i]) + ridge
                    guard curvature > 0 else { continue }
                    var rest = target
                    for (j, w) in weights.enumerated() where j != i {
                        for k in rest.indices { rest[k] -= w * rows[j][k] }
                    }
                    weights[i] = max(0, product(rows[i], rest) / curvature)
                }
            }
            return objective(weights, ridge: ridge)
        }
    }

    @Test(arguments: [0, 0.3])
    func reachesTheLeastObjective(ridge: Double) {
        for seed in 1...12 as ClosedRange<UInt64> {
            let problem = Problem(seed: seed, count: 1 + Int(seed % 5), dimension: 4)
            var solver = NonNegativeLeastSquares(capacity: problem.rows.count)
            let weights = problem.solve(Array(problem.rows.indices), ridge: ridge, with: &solver)
            let value = problem.objective(weights, ridge: ridge)
            #expect(solver.weights.allSatisfy { $0 > 0 })
            #expect(value <= problem.leastObjective(Array(problem.rows.indices), ridge: ridge) + 1e-9, "seed \(seed)")
            let norm = problem.product(problem.target, problem.target)
            #expect(abs(norm - solver.explained - value) < 1e-9, "seed \(seed)")
        }
    }

    /// A solve that starts from the support of another one ends at the same minimum.
    @Test func startsFromAnySupport() {
        for seed in 1...12 as ClosedRange<UInt64> {
            let problem = Problem(seed: seed, count: 5, dimension: 3)
            var solver = NonNegativeLeastSquares(capacity: 5)
            for candidates in [[0, 1, 2, 3, 4], [1, 3], [3, 4, 0], [], [2]] {
                let value = problem.objective(problem.solve(candidates, ridge: 0, with: &solver), ridge: 0)
                #expect(solver.support.allSatisfy(candidates.contains))
                #expect(value <= problem.leastObjective(candidates, ridge: 0) + 1e-9, "seed \(seed) \(candidates)")
            }
            solver.reset()
            #expect(solver.support.isEmpty && solver.explained == 0)
        }
    }
}
