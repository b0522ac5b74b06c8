import Reproducibility

/// Loss and accuracy over some examples; sums, so that pieces add up.
public struct Evaluation: Sendable, Hashable, Codable {
    /// Sum of the examples' cross-entropies.
    public var lossSum: Double
    /// Examples whose largest logit is their label's; ties go to the lowest class.
    public var correct: Int
    public var count: Int

    public init(lossSum: Double = 0, correct: Int = 0, count: Int = 0) {
        (self.lossSum, self.correct, self.count) = (lossSum, correct, count)
    }

    /// Of means whose counts are not known, to 2⁻⁴⁰.
    ///
    /// - Parameter accuracy: from 0 to 1.
    public init(meanLoss: Double, accuracy: Double) {
        let scale = Double(1 << 40)
        self.init(lossSum: meanLoss * scale, correct: Int(saturating: (accuracy * scale).rounded()), count: 1 << 40)
    }

    /// NaN without examples.
    public var meanLoss: Double { lossSum / Double(count) }
    /// NaN without examples.
    public var accuracy: Double { Double(correct) / Double(count) }

    public static func + (a: Evaluation, b: Evaluation) -> Evaluation {
        Evaluation(lossSum: a.lossSum + b.lossSum, correct: a.correct + b.correct, count: a.count + b.count)
    }
}
