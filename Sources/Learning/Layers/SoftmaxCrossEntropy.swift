import Foundation
import LinearAlgebra

/// Softmax and cross-entropy of logits, row by row.
enum SoftmaxCrossEntropy {
    /// −log softmax(z)_label, with the largest logit taken out first; +∞ or NaN logits give NaN.
    static func loss(_ logits: UnsafePointer<Float>, label: Int, classes: Int) -> Float {
        let top = largest(logits, classes)
        var sum: Float = 0
        for j in 0..<classes { sum += exp(logits[j] - top) }
        return log(sum) + top - logits[label]
    }

    /// delta ← weight·(softmax(z) − onehot(label)); returns the unweighted loss.
    static func gradient(
        _ logits: UnsafePointer<Float>, label: Int, classes: Int, weight: Float, delta: UnsafeMutablePointer<Float>
    ) -> Float {
        let top = largest(logits, classes)
        var sum: Float = 0
        for j in 0..<classes {
            let e = exp(logits[j] - top)
            delta[j] = e
            sum += e
        }
        let factor = weight / sum
        for j in 0..<classes { delta[j] *= factor }
        delta[label] -= weight
        return log(sum) + top - logits[label]
    }

    /// Index of the largest logit; the lowest index wins a tie, and NaN never wins.
    static func prediction(_ logits: UnsafePointer<Float>, classes: Int) -> Int {
        var best = 0
        for j in 1..<max(1, classes) where logits[j] > logits[best] || logits[best].isNaN { best = j }
        return best
    }

    private static func largest(_ logits: UnsafePointer<Float>, _ classes: Int) -> Float {
        var top = logits[0]
        for j in 1..<max(1, classes) where logits[j] > top { top = logits[j] }
        return top
    }
}
