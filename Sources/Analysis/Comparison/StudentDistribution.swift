import Foundation

/// Student's t distribution.
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
package struct StudentDistribution {
    private let degreesOfFreedom: Int

    /// - Precondition: at least one degree of freedom.
    package init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom >= 1, "\(degreesOfFreedom) degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(|T| > t) for t ≥ 0, a finite sum in θ = arctan(t/√ν).
    package func twoSidedTail(_ t: Double) -> Double {
        let theta = atan(t / Double(degreesOfFreedom).squareRoot())
        let cosine = cos(theta)
        let isOdd = degreesOfFreedom % 2 == 1
        var sum = 0.0
        var term = isOdd ? cosine : 1
        for k in stride(from: isOdd ? 1 : 0, to: degreesOfFreedom - 1, by: 2) {
            sum += term
            term *= Double(k + 1) / Double(k + 2) * cosine * cosine
        }
        return max(0, 1 - (isOdd ? 2 / .pi * (theta + sin(theta) * sum) : sin(theta) * sum))
    }

    /// The quantile of a probability above 1/2 and below 1, by bisection.
    package func quantile(_ probability: Double) -> Double {
        precondition(probability > 0.5 && probability < 1, "a probability of \(probability)")
        var (low, high) = (0.0, 1e4)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if twoSidedTail(middle) > 2 * (1 - probability) { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
