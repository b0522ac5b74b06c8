import Foundation
import Reproducibility

/// A 95 % interval for the mean of a small sample, by the expanded percentile bootstrap.
///
/// The plain percentile interval is too narrow for few values: by √((n − 1)/n), and because it ignores that the spread
/// is estimated. The expanded interval reads the percentiles further out, at Φ(−√(n/(n − 1)) t₀.₀₂₅,ₙ₋₁). It still never
/// leaves the range of the values, so for five values or fewer it is that range or nearly so.
/// Source: Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69(4), 2015, section 4.3.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
    public let lower: Double
    public let upper: Double

    public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

    /// Resamples `values` 10,000 times; the draws depend only on the number of values, so the interval is reproducible.
    ///
    /// - Parameter values: at least two, finite.
    /// - Complexity: O(n) for each resample.
    public init(bootstrapping values: [Double]) {
        let n = values.count
        precondition(n >= 2, "an interval from \(n) values")
        let resamples = 10_000
        var rng = RandomStream(seed: 0, "bootstrap", n)
        var means = (0..<resamples).map { _ in
            (0..<n).reduce(0) { sum, _ in sum + values[Int.random(in: 0..<n, using: &rng)] } / Double(n)
        }
        means.sort()
        let expansion = (Double(n) / Double(n - 1)).squareRoot()
        let tail = normalCumulative(-expansion * studentQuantile(0.975, degreesOfFreedom: n - 1))
        let skip = Int(tail * Double(resamples))
        // A mean of equal values can differ from them in the last bit.
        func clamped(_ mean: Double) -> Double { min(max(mean, values.min() ?? mean), values.max() ?? mean) }
        lower = clamped(means[skip])
        upper = clamped(means[resamples - 1 - skip])
    }

    /// Whether 0 lies outside.
    public var excludesZero: Bool { lower > 0 || upper < 0 }
}

/// Φ(x), the standard normal distribution function.
package func normalCumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

/// The `probability` quantile (above 1/2) of Student's t distribution, by bisection.
///
/// Source of the distribution function: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
package func studentQuantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom >= 1 && probability > 0.5 && probability < 1)
    /// P(|T| ≤ t) as a finite sum in θ = arctan(t/√ν).
    func central(_ t: Double) -> Double {
        let nu = degreesOfFreedom
        let theta = atan(t / Double(nu).squareRoot())
        let cosine = cos(theta)
        var sum = 0.0
        if nu % 2 == 1 {
            var term = cosine
            for k in stride(from: 1, to: nu - 1, by: 2) {
                sum += term
                term *= Double(k + 1) / Double(k + 2) * cosine * cosine
            }
            return 2 / .pi * (theta + sin(theta) * sum)
        }
        var term = 1.0
        for k in stride(from: 0, to: nu - 1, by: 2) {
            sum += term
            term *= Double(k + 1) / Double(k + 2) * cosine * cosine
        }
        return sin(theta) * sum
    }
    var (low, high) = (0.0, 1e4)
    for _ in 0..<100 {
        let middle = (low + high) / 2
        if central(middle) < 2 * probability - 1 { low = middle } else { high = middle }
    }
    return (low + high) / 2
}
