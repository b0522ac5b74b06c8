import Coresets
import LinearAlgebra
import Reproducibility
import TestSupport
import Testing

struct SampleCoresetTests {
    /// Clusters of normal rows, with twins and, for some seeds, all rows equal.
    private func rows(_ seed: UInt64, count n: Int, dimension d: Int) -> Matrix {
        var rng = RandomStream(seed: seed, "rows", n, d)
        let centers = (0..<4).map { _ in (0..<d).map { _ in Float(3 * rng.normal()) } }
        var rows = (0..<n).map { i in centers[i % 4].map { $0 + Float(rng.normal()) } }
        if n > 3 { rows[n - 1] = rows[1] }
        if seed % 7 == 6 { rows = rows.map { _ in centers[0] } }
        return Matrix(rows: n, columns: d, elements: rows.flatMap { $0 })
    }

    private func distance(_ x: Matrix, _ i: Int, _ j: Int) -> Double {
        zip(x.row(i), x.row(j)).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
    }

    private func nearest(_ x: Matrix, _ j: Int, _ set: [Int]) -> Double { set.map { distance(x, $0, j) }.min()! }

    private func radius(_ x: Matrix, _ set: [Int]) -> Double { (0..<x.rows).map { nearest(x, $0, set) }.max()! }

    private func subsets(_ n: Int, _ k: Int) -> [[Int]] {
        (0..<1 << n).filter { $0.nonzeroBitCount == k }.map { mask in (0..<n).filter { mask >> $0 & 1 == 1 } }
    }

    @Test func kCenterSelectsTheFarthestRowEachTime() {
        for seed in 0..<60 as Range<UInt64> {
            let x = rows(seed, count: 5 + Int(seed) * 3, dimension: 1 + Int(seed % 20))
            let k = 4 + Int(seed % 9)
            let coreset = x.withView { kCenterCoreset(of: $0, count: k, first: 2) }
            #expect(coreset.indices.count == min(k, x.rows) && Set(coreset.indices).count == coreset.indices.count)
            for step in coreset.indices.indices {
                let set = Array(coreset.indices.prefix(step + 1))
                let covering = radius(x, set)
                #expect(abs(coreset.objective[step] - covering) < 1e-4 * (1 + covering), "seed \(seed) step \(step)")
                if step + 1 < coreset.indices.count {
                    #expect(nearest(x, coreset.indices[step + 1], set) > covering - 1e-4 * (1 + covering))
                }
            }
            #expect(coreset.weights.reduce(0, +) == Double(x.rows))
        }
    }

    /// Products decide what need not be computed, never what comes out.
    @Test func kCenterIsThatOfAllDistances() {
        for (seed, (n, d, k)) in [
            (1500, 2, 150), (900, 40, 200), (700, 1, 90), (300, 9000, 60), (600, 5, 600), (2000, 16, 100),
            (257, 520, 40),
        ].enumerated() {
            for offset in [0, 500] as [Float] {
                for spread in [1, 1e-4] as [Float] {
                    var rng = RandomStream(seed: UInt64(seed), "clusters", n, d)
                    let centers = (0..<30).map { _ in (0..<d).map { _ in offset + Float(rng.normal()) } }
                    var rows = (0..<n).map { i in centers[i % 30].map { $0 + spread * Float(rng.normal()) } }
                    for twin in 0..<n / 8 { rows[n - 1 - twin] = rows[3 * twin] }
                    let x = Matrix(rows: n, columns: d, elements: rows.flatMap { $0 })
                    x.withView { view in
                        let coreset = kCenterCoreset(of: view, count: k, first: n / 2, pool: WorkerPool(workers: 2))
                        #expect(
                            coreset == naiveKCenter(view, count: k, first: n / 2), "\(n)×\(d), \(offset), \(spread)")
                    }
                }
            }
        }
    }

    private func naiveKCenter(_ x: MatrixView, count k: Int, first: Int) -> Coreset {
        var nearest = [Float](repeating: .infinity, count: x.rows)
        var owners = [Int](repeating: 0, count: x.rows)
        var (chosen, radii, next) = ([Int](), [Double](), first)
        while chosen.count < k {
            for i in 0..<x.rows {
                let square = squaredDistance(x.base + i * x.stride, x.base + next * x.stride, count: x.columns)
                if square < nearest[i] { (nearest[i], owners[i]) = (square, chosen.count) }
            }
            chosen.append(next)
            let farthest = nearest.max()!
            radii.append(Double(farthest.squareRoot()))
            next = farthest > 0 ? nearest.firstIndex(of: farthest)! : (0..<x.rows).first { !chosen.contains($0) } ?? 0
        }
        let weights = chosen.indices.map { step in Double(owners.count { $0 == step }) }
        return Coreset(indices: chosen, weights: weights, objective: radii)
    }

    @Test func kCenterIsATwoApproximation() {
        for seed in 0..<40 as Range<UInt64> {
            let x = rows(seed, count: 9, dimension: 2)
            for k in 1...3 {
                let coreset = x.withView { kCenterCoreset(of: $0, count: k) }
                let best = subsets(9, k).map { radius(x, $0) }.min()!
                #expect(coreset.objective.last! <= 2 * best + 1e-5, "seed \(seed) k \(k)")
            }
        }
    }

    @Test(arguments: [1 << 30, 0]) func facilityLocationIsGreedy(_ memoryLimitBytes: Int) {
        for seed in 0..<40 as Range<UInt64> {
            let x = rows(seed, count: 4 + Int(seed) * 2, dimension: 1 + Int(seed % 12))
            let k = 3 + Int(seed % 8)
            let coreset = x.withView { facilityLocationCoreset(of: $0, count: k, memoryLimitBytes: memoryLimitBytes) }
            let all = Array(0..<x.rows)
            let phantom = all.flatMap { i in all.map { distance(x, i, $0) } }.max()!
            let value = { (set: [Int]) in all.reduce(0) { $0 + phantom - nearest(x, $1, set) } }
            #expect(Set(coreset.indices).count == min(k, x.rows))
            for step in coreset.indices.indices {
                let before = Array(coreset.indices.prefix(step))
                let reached = value(before + [coreset.indices[step]])
                let best = all.map { value(before + [$0]) }.max()!
                let slack = 1e-3 * (1 + phantom) * Double(x.rows)
                #expect(reached >= best - slack, "seed \(seed) step \(step)")
                #expect(abs(coreset.objective[step] - reached) < slack)
            }
            #expect(coreset.weights.reduce(0, +) == Double(x.rows))
        }
    }

    @Test func facilityLocationReachesItsShareOfTheOptimum() {
        for seed in 0..<30 as Range<UInt64> where seed % 7 != 6 {
            let x = rows(seed, count: 9, dimension: 2)
            let phantom = (0..<9).flatMap { i in (0..<9).map { distance(x, i, $0) } }.max()!
            let coreset = x.withView { facilityLocationCoreset(of: $0, count: 3) }
            let best = subsets(9, 3).map { set in (0..<9).reduce(0) { $0 + phantom - nearest(x, $1, set) } }.max()!
            #expect(coreset.objective.last! >= 0.632 * best)
        }
    }

    @Test func gradientMatchingFollowsTheNaivePursuit() {
        for seed in 0..<60 as Range<UInt64> where seed % 7 != 6 {
            let (n, d) = (12 + Int(seed), 2 + Int(seed % 14))
            let x = rows(seed, count: n, dimension: d)
            let coreset = x.withView { gradientMatchingCoreset(of: $0, count: 8) }
            let gradients = (0..<n).map { x.row($0).map { Double($0) } }
            let instance = RandomInstance(gradients: gradients, shares: [Double](repeating: 1 / Double(n), count: n))
            let norm = instance.mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(coreset.weights.allSatisfy { $0 >= 0 })
            #expect(zip(coreset.objective, coreset.objective.dropFirst()).allSatisfy { $1 <= $0 + 1e-5 })
            var residual = instance.mean
            for step in coreset.indices.indices {
                let products = gradients.map { zip($0, residual).reduce(0) { $0 + $1.0 * $1.1 } }
                let unselected = (0..<n).filter { !coreset.indices.prefix(step).contains($0) }
                let best = unselected.map { products[$0] }.max()!
                let lengths = gradients.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }.max()!
                #expect(products[coreset.indices[step]] >= best - 1e-4 * norm * lengths, "seed \(seed) step \(step)")
                let set = Array(coreset.indices.prefix(step + 1))
                let naive = instance.naiveResidual(set, ridge: 0)
                #expect(abs(coreset.objective[step] * norm - naive.square.squareRoot()) < 2e-3 * norm, "seed \(seed)")
                let fit = instance.combination(set, naive.weights)
                residual = zip(instance.mean, fit).map { $0 - $1 }
            }
            let fit = instance.combination(coreset.indices, coreset.weights)
            let left = zip(instance.mean, fit).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            #expect(abs(left / norm - (coreset.objective.last ?? 1)) < 1e-3)
        }
    }

    @Test func nothingDependsOnTheNumberOfWorkers() {
        let x = rows(3, count: 3000, dimension: 24)
        let (one, three) = (WorkerPool(workers: 1), WorkerPool(workers: 3))
        x.withView { view in
            #expect(kCenterCoreset(of: view, count: 40, pool: one) == kCenterCoreset(of: view, count: 40, pool: three))
            for limit in [1 << 30, 0] {
                let alone = facilityLocationCoreset(of: view, count: 30, memoryLimitBytes: limit, pool: one)
                #expect(alone == facilityLocationCoreset(of: view, count: 30, memoryLimitBytes: limit, pool: three))
            }
            let alone = gradientMatchingCoreset(of: view, count: 20, pool: one)
            #expect(alone == gradientMatchingCoreset(of: view, count: 20, pool: three))
        }
    }

    @Test(arguments: [1 << 30, 0]) func facilityLocationIsGreedyOverSeveralTiles(_ memoryLimitBytes: Int) {
        for seed in 0..<3 as Range<UInt64> {
            let (n, k) = (700, 40)
            let x = rows(seed, count: n, dimension: 6)
            let coreset = x.withView { facilityLocationCoreset(of: $0, count: k, memoryLimitBytes: memoryLimitBytes) }
            let distances = (0..<n).map { i in (0..<n).map { distance(x, i, $0) } }
            var current = [Double](repeating: distances.map { $0.max()! }.max()!, count: n)
            var reached = 0.0
            for (step, chosen) in coreset.indices.enumerated() {
                let gains = distances.map { zip(current, $0).reduce(0) { $0 + max(0, $1.0 - $1.1) } }
                #expect(gains[chosen] > gains.max()! - 2e-6 * gains.max()! - 2e-3, "seed \(seed) step \(step)")
                reached += gains[chosen]
                #expect(abs(coreset.objective[step] - reached) < 1e-5 * reached)
                current = zip(current, distances[chosen]).map { min($0, $1) }
            }
        }
    }

    @Test func degenerateRows() {
        let empty = Matrix(rows: 0, columns: 3)
        let single = Matrix(rows: 1, columns: 2, elements: [3, 4])
        let zero = Matrix(rows: 5, columns: 2)
        let opposite = Matrix(rows: 2, columns: 1, elements: [1, -1])
        empty.withView {
            #expect(kCenterCoreset(of: $0, count: 3).indices.isEmpty)
            #expect(facilityLocationCoreset(of: $0, count: 3).indices.isEmpty)
            #expect(gradientMatchingCoreset(of: $0, count: 3).indices.isEmpty)
        }
        single.withView {
            #expect(kCenterCoreset(of: $0, count: 3) == Coreset(indices: [0], weights: [1], objective: [0]))
            #expect(facilityLocationCoreset(of: $0, count: 3) == Coreset(indices: [0], weights: [1], objective: [0]))
            let matched = gradientMatchingCoreset(of: $0, count: 3)
            #expect(matched.indices == [0] && abs(matched.weights[0] - 1) < 1e-6)
            #expect(kCenterCoreset(of: $0, count: 0).indices.isEmpty)
        }
        zero.withView {
            let centers = kCenterCoreset(of: $0, count: 3, first: 4)
            #expect(centers.indices == [4, 0, 1] && centers.objective == [0, 0, 0])
            #expect(centers.weights.reduce(0, +) == 5)
            #expect(facilityLocationCoreset(of: $0, count: 2).indices == [0, 1])
            #expect(gradientMatchingCoreset(of: $0, count: 2).indices.isEmpty)
        }
        opposite.withView { #expect(gradientMatchingCoreset(of: $0, count: 2).indices.isEmpty) }
    }

    @Test func classesGetTheirShare() {
        let x = rows(0, count: 40, dimension: 5)
        let labels = (0..<40).map { $0 < 30 ? 2 : $0 < 39 ? 0 : 1 }
        let coreset = x.withView {
            coresetByClass(of: $0, labels: labels, count: 8, scale: { _ in 1 }) {
                facilityLocationCoreset(of: $0, count: $1)
            }
        }
        let counts = Dictionary(grouping: coreset.indices, by: { labels[$0] }).mapValues(\.count)
        #expect(counts[2] == 5 || counts[2] == 6)
        #expect((counts[1] ?? 0) == 1 && coreset.indices.count == 8)
        #expect(coreset.weights.reduce(0, +) == 40)
        // Matching class by class still matches the mean of all rows.
        let matched = x.withView {
            coresetByClass(of: $0, labels: labels, count: 30, scale: { $0 }) {
                gradientMatchingCoreset(of: $0, count: $1)
            }
        }
        for c in 0..<5 {
            let mean = (0..<40).reduce(0) { $0 + Double(x[$1, c]) } / 40
            let fit = zip(matched.indices, matched.weights).reduce(0) { $0 + Double(x[$1.0, c]) * $1.1 }
            #expect(abs(mean - fit) < 1e-3)
        }
    }
}
