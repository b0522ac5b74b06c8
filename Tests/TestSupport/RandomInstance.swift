import Foundation
import LinearAlgebra
import Reproducibility
import SiteSelection

/// A small slot's problem with gradients in the open, and the utilities written out as their formulas say.
public struct RandomInstance {
    public let gradients: [[Double]]
    public let shares: [Double]
    public let costs: [Double]
    public let penaltyWeight: Double

    public var count: Int { gradients.count }

    /// Instances of every kind: duplicates, zero gradients, equal gradients, sites without data, free sites.
    public init(seed: UInt64, count: Int, dimension: Int = 4) {
        var rng = RandomStream(seed: seed, "instance", count)
        let common = (0..<dimension).map { _ in 0.7 * rng.normal() }
        var gradients = (0..<count).map { _ in common.map { $0 + rng.normal() } }
        let flavour = seed % 8
        if flavour == 1, count > 1 { gradients[count - 1] = gradients[0] }
        if flavour == 2, count > 0 { gradients[0] = [Double](repeating: 0, count: dimension) }
        if flavour == 3, seed % 16 == 3 { gradients = gradients.map { _ in common } }
        var shares = (0..<count).map { _ in 0.05 + rng.uniform() }
        if flavour == 4, count > 1 { shares[1] = 0 }
        let scale = [0.02, 0.1, 0.3, 1][Int(seed % 4)]
        var costs = (0..<count).map { _ in scale * rng.uniform() }
        if flavour == 5, count > 2 { costs[2] = 0 }
        if flavour == 6, count > 1 { costs = costs.map { _ in scale / 2 } }
        let total = shares.reduce(0, +)
        self.gradients = gradients
        self.shares = shares.map { $0 / total }
        self.costs = costs
        penaltyWeight = [1, 0.3, 3][Int(seed % 3)]
    }

    /// Given gradients and shares, without cost.
    public init(gradients: [[Double]], shares: [Double]) {
        (self.gradients, self.shares, penaltyWeight) = (gradients, shares, 1)
        costs = [Double](repeating: 0, count: shares.count)
    }

    public var gram: [Double] {
        gradients.flatMap { a in gradients.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    public func distance(_ i: Int, _ j: Int) -> Double {
        zip(gradients[i], gradients[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    public var distances: [Double] { (0..<count).flatMap { i in (0..<count).map { distance(i, $0) } } }

    public var mean: [Double] { combination(Array(0..<count), shares) }

    public func combination(_ sites: [Int], _ weights: [Double]) -> [Double] {
        var sum = [Double](repeating: 0, count: gradients.first?.count ?? 0)
        for (i, w) in zip(sites, weights) { for k in sum.indices { sum[k] += w * gradients[i][k] } }
        return sum
    }

    public func utility(_ kind: UtilityKind) throws -> SiteUtility { try SiteUtility(kind, gram: gram, shares: shares) }

    public func objective(_ kind: UtilityKind) throws -> SelectionObjective {
        try SelectionObjective(utility: utility(kind), penaltyWeight: penaltyWeight, costs: costs)
    }

    /// U(S) by its definition.
    public func naiveUtility(_ kind: UtilityKind, _ sites: [Int]) -> Double {
        guard !sites.isEmpty else { return 0 }
        let all = Array(0..<count)
        let largest = all.flatMap { i in all.map { distance(i, $0) } }.max()!
        let nearest = all.map { j in sites.map { distance($0, j) }.min()! }
        switch kind {
        case .facilityLocation:
            return largest == 0 ? 1 : 1 - zip(shares, nearest).reduce(0) { $0 + $1.0 * $1.1 } / largest
        case .kCenter:
            return largest == 0 ? 1 : 1 - zip(shares, nearest).filter { $0.0 > 0 }.map(\.1).max()! / largest
        case .gradientMatching(let ridge):
            let target = squareNorm(mean)
            guard target > 0 else { return 1 }
            let lambda = ridge * gradients.reduce(0) { $0 + squareNorm($1) } / Double(count)
            return 1 - (naiveResidual(sites, ridge: lambda).square / target).squareRoot()
        case .expectedDescent(let curvature):
            let target = squareNorm(mean)
            guard target > 0 else { return 1 }
            let share = sites.reduce(0) { $0 + shares[$1] }
            guard share > 0 else { return 0 }
            let aggregate = combination(sites, sites.map { shares[$0] / share })
            let progress = zip(mean, aggregate).reduce(0) { $0 + $1.0 * $1.1 }
            return (progress - curvature / 2 * squareNorm(aggregate)) / ((1 - curvature / 2) * target)
        }
    }

    /// min over γ ≥ 0 of ‖ḡ − Σγg‖² + λ‖γ‖² by trying every support with Gaussian elimination.
    public func naiveResidual(_ sites: [Int], ridge: Double) -> (square: Double, weights: [Double]) {
        var best = (square: squareNorm(mean), weights: [Double](repeating: 0, count: sites.count))
        for mask in 1..<max(1, 1 << sites.count) {
            let places = sites.indices.filter { mask >> $0 & 1 == 1 }
            let support = places.map { sites[$0] }
            var system = support.enumerated().map { k, i -> [Double] in
                var row = support.map { j in zip(gradients[i], gradients[j]).reduce(0) { $0 + $1.0 * $1.1 } }
                row[k] += ridge
                return row + [zip(gradients[i], mean).reduce(0) { $0 + $1.0 * $1.1 }]
            }
            guard let weights = eliminate(&system), weights.allSatisfy({ $0 >= 0 }) else { continue }
            let fit = combination(support, weights)
            let square = squareNorm(zip(mean, fit).map { $0 - $1 }) + ridge * squareNorm(weights)
            if square < best.square {
                best.square = square
                best.weights = [Double](repeating: 0, count: sites.count)
                for (place, w) in zip(places, weights) { best.weights[place] = w }
            }
        }
        return best
    }

    private func squareNorm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

    private func eliminate(_ rows: inout [[Double]]) -> [Double]? {
        let n = rows.count
        for k in 0..<n {
            let pivot = (k..<n).max { abs(rows[$0][k]) < abs(rows[$1][k]) }!
            rows.swapAt(k, pivot)
            guard abs(rows[k][k]) > 1e-9 else { return nil }
            for i in k + 1..<max(n, k + 1) {
                let factor = rows[i][k] / rows[k][k]
                for j in k...n { rows[i][j] -= factor * rows[k][j] }
            }
        }
        var x = [Double](repeating: 0, count: n)
        for k in stride(from: n - 1, through: 0, by: -1) {
            x[k] = (rows[k][n] - (k + 1..<max(n, k + 1)).reduce(0) { $0 + rows[k][$1] * x[$1] }) / rows[k][k]
        }
        return x
    }

    public func subsets() -> [[Int]] { (0..<1 << count).map { mask in (0..<count).filter { mask >> $0 & 1 == 1 } } }

    /// max f over all sets with at least `floor` sites.
    public func naiveOptimum(_ kind: UtilityKind, atLeast floor: Int = 0) -> Double {
        subsets().filter { $0.count >= floor }
            .map { set in penaltyWeight * naiveUtility(kind, set) - set.reduce(0) { $0 + costs[$1] } }.max()!
    }
}

public let allKinds: [UtilityKind] = [
    .facilityLocation, .kCenter, .gradientMatching(), .gradientMatching(ridge: 0.1), .expectedDescent(),
    .expectedDescent(curvature: 1.5),
]
