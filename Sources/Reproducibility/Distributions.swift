import Foundation

extension RandomNumberGenerator {
    /// Uniform on [0, 1), with 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Standard normal, by the polar method of Marsaglia; consumes a varying number of draws.
    public mutating func normal() -> Double {
        while true {
            let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
            let s = u * u + v * v
            if s > 0, s < 1 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }

    /// log of a gamma variate with shape `alpha` > 0 and scale 1; the logarithm does not underflow for small shapes.
    ///
    /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 2000; for alpha < 1 the
    /// boost Gamma(alpha) = Gamma(alpha + 1) · U^(1/alpha).
    public mutating func logGamma(shape alpha: Double) -> Double {
        precondition(alpha > 0, "a gamma variate with shape \(alpha)")
        let boost = alpha < 1 ? log(1 - uniform()) / alpha : 0
        let d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard v > 0 else { continue }
            if log(1 - uniform()) < x * x / 2 + d * (1 - v + log(v)) { return log(d * v) + boost }
        }
    }

    /// A point of the simplex from the symmetric Dirichlet distribution with concentration `alpha` > 0.
    public mutating func dirichlet(_ alpha: Double, count: Int) -> [Double] {
        let logs = (0..<count).map { _ in logGamma(shape: alpha) }
        let top = logs.max() ?? 0
        let weights = logs.map { exp($0 - top) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// `k` distinct elements of `0..<n`, uniformly, in the order drawn.
    public mutating func sample(_ k: Int, outOf n: Int) -> [Int] {
        precondition(0...n ~= k, "\(k) distinct elements out of \(n)")
        var pool = Array(0..<n)
        for i in 0..<k { pool.swapAt(i, Int.random(in: i..<n, using: &self)) }
        return Array(pool.prefix(k))
    }

    /// `k` distinct indices drawn one after the other with probability proportional to `weights` among those left.
    ///
    /// Only indices with positive weight are drawn; fewer than `k` come back if there are fewer.
    public mutating func sample(_ k: Int, weights: [Double]) -> [Int] {
        precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "weights must be finite and at least 0")
        var left = weights
        var drawn: [Int] = []
        while drawn.count < k {
            let total = left.reduce(0, +)
            guard total > 0 else { break }
            var threshold = uniform() * total
            var pick = left.lastIndex { $0 > 0 }!  // where rounding would run past the end
            for (i, w) in left.enumerated() where w > 0 {
                if threshold < w {
                    pick = i
                    break
                }
                threshold -= w
            }
            drawn.append(pick)
            left[pick] = 0
        }
        return drawn
    }
}
