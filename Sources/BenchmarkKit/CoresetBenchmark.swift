import Coresets
import LinearAlgebra
import Reproducibility
import SiteSelection

/// How long coresets and selections take on this machine, each with its answer checked against its definition.
public struct CoresetBenchmark: Sendable, Encodable {
    public struct Case: Sendable, Encodable {
        public let size: String
        /// Least of the repetitions; the median over slots for the exact solver.
        public let seconds: Double
        public let objective: Double
        /// Whether the answer passed its check.
        public let correct: Bool
    }

    public let threads: Int
    public private(set) var cases: [String: Case] = [:]

    /// - Parameter slots: problems for the exact solver, of one size.
    public init(threads: Int, slots: [SelectionObjective]) throws {
        self.threads = threads
        let pool = WorkerPool(workers: threads)
        cases["kCenter"] = Self.kCenter(pool)
        cases["facilityLocation"] = Self.facilityLocation(pool)
        cases["gradientMatching"] = Self.gradientMatching(pool)
        for (name, solver) in [
            ("doubleGreedy", Solver.deterministicDoubleGreedy(.index)),
            ("randomizedDoubleGreedy", .randomizedDoubleGreedy(.random)),
        ] { cases[name] = try Self.doubleGreedy(solver) }
        cases["exact"] = try Self.exact(slots)
    }

    /// Standard normal rows, as the peers get them.
    private static func normal(_ n: Int, _ d: Int) -> Matrix {
        var rng = RandomStream(seed: 0, "coreset benchmark", n, d)
        return Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in Float(rng.normal()) })
    }

    private static func least<Result>(of repetitions: Int, _ body: () -> Result) -> (seconds: Double, result: Result) {
        var result = body()  // the first call pays for pages and threads
        var seconds = Double.infinity
        for _ in 0..<repetitions {
            let clock = ContinuousClock()
            let start = clock.now
            result = body()
            seconds = min(seconds, (clock.now - start) / .seconds(1))
        }
        return (seconds, result)
    }

    private static func kCenter(_ pool: WorkerPool) -> Case {
        let (n, d, k) = (20_000, 256, 200)
        return normal(n, d).withView { rows in
            let (seconds, coreset) = least(of: 5) { kCenterCoreset(of: rows, count: k, pool: pool) }
            // Each selected row must be the farthest from those before, and the radius after it that of the next.
            var nearest = [Float](repeating: .infinity, count: n)
            var correct = true
            for (step, center) in coreset.indices.enumerated() {
                let farthest = nearest.max()!
                correct = correct && (step == 0 || nearest[center] >= farthest * 0.99999)
                for i in 0..<n {
                    let square = squaredDistance(rows.base + i * d, rows.base + center * d, count: d)
                    nearest[i] = min(nearest[i], square)
                }
                let radius = Double(nearest.max()!.squareRoot())
                correct = correct && abs(radius - coreset.objective[step]) < 1e-5 * radius
            }
            return Case(
                size: "n \(n), d \(d), k \(k)", seconds: seconds, objective: coreset.objective.last!, correct: correct)
        }
    }

    private static func facilityLocation(_ pool: WorkerPool) -> Case {
        let (n, d, k) = (5_000, 256, 100)
        return normal(n, d).withView { rows in
            let (seconds, coreset) = least(of: 5) { facilityLocationCoreset(of: rows, count: k, pool: pool) }
            // The lazy search over distances that are computed anew must end at the same value.
            let other = facilityLocationCoreset(of: rows, count: k, memoryLimitBytes: 0, pool: pool)
            let last = coreset.objective.last!
            let correct =
                abs(last - other.objective.last!) < 1e-5 * last
                && coreset.weights.reduce(0, +) == Double(n)
            return Case(size: "n \(n), d \(d), k \(k)", seconds: seconds, objective: last, correct: correct)
        }
    }

    private static func gradientMatching(_ pool: WorkerPool) -> Case {
        let (n, d, k) = (4_000, 512, 200)
        return normal(n, d).withView { rows in
            let (seconds, coreset) = least(of: 5) { gradientMatchingCoreset(of: rows, count: k, pool: pool) }
            // The residual from the weights, in Double.
            var (mean, residual) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
            for i in 0..<n { for c in 0..<d { mean[c] += Double(rows.base[i * d + c]) / Double(n) } }
            residual = mean
            for (i, w) in zip(coreset.indices, coreset.weights) {
                for c in 0..<d { residual[c] -= w * Double(rows.base[i * d + c]) }
            }
            let square = { (x: [Double]) in x.reduce(0) { $0 + $1 * $1 } }
            let relative = (square(residual) / square(mean)).squareRoot()
            let correct = abs(relative - coreset.objective.last!) < 1e-4 && coreset.weights.allSatisfy { $0 >= 0 }
            return Case(size: "n \(n), d \(d), k \(k)", seconds: seconds, objective: relative, correct: correct)
        }
    }

    private static func doubleGreedy(_ solver: Solver) throws -> Case {
        let n = 10_000
        let objective = try normal(n, 8).withView { rows in
            var distances = [Double](repeating: 0, count: n * n)
            for i in 0..<n {
                for j in 0..<i {
                    let square = squaredDistance(rows.base + i * 8, rows.base + j * 8, count: 8)
                    distances[i * n + j] = Double(square).squareRoot()
                    distances[j * n + i] = distances[i * n + j]
                }
            }
            var rng = RandomStream(seed: 0, "costs")
            return try SelectionObjective(
                utility: SiteUtility(
                    .facilityLocation, distances: distances, shares: [Double](repeating: 1, count: n)),
                penaltyWeight: 1, costs: (0..<n).map { _ in 0.001 * rng.uniform() })
        }
        let (seconds, result) = least(of: 1) { () -> SolverResult? in
            var rng = RandomStream(seed: 0, "double greedy")
            return try? maximize(objective, with: solver, using: &rng)
        }
        guard let result else { throw CoresetError.tooManyCandidates(count: n, limit: n) }
        // The sign-free bound of both algorithms, with what greedy finds in place of the optimum.
        var rng = RandomStream(seed: 0, "greedy")
        let greedy = try maximize(objective, with: .lazyGreedy, using: &rng)
        let everybody = objective.value(of: Array(0..<n))
        let correct =
            abs(objective.value(of: result.selected) - result.objective) < 1e-9
            && result.objective >= (greedy.objective + everybody) / 3
        return Case(size: "N \(n)", seconds: seconds, objective: result.objective, correct: correct)
    }

    private static func exact(_ slots: [SelectionObjective]) throws -> Case {
        var times: [Double] = []
        var (objective, correct) = (0.0, true)
        for slot in slots {
            var rng = RandomStream(seed: 0, "exact")
            let clock = ContinuousClock()
            let start = clock.now
            let result = try maximize(slot, with: .exact(), using: &rng)
            times.append((clock.now - start) / .seconds(1))
            let local = try maximize(slot, with: .localSearch, using: &rng)
            correct = correct && result.isOptimal && result.objective >= local.objective - 1e-12
            objective += result.objective / Double(slots.count)
        }
        times.sort()
        return Case(
            size: "N \(slots.first?.utility.count ?? 0), \(slots.count) slots", seconds: times[times.count / 2],
            objective: objective, correct: correct)
    }
}
