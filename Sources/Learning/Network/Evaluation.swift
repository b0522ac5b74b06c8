import Reproducibility

/// Loss and accuracy over the predictions of some examples; sums, so that pieces add up.
public struct Evaluation: Sendable, Hashable, Codable {
    /// Sum of the predictions' cross-entropies [nats].
    public var lossSum: Double
    /// Predictions whose largest logit is their label's; ties go to the lowest class.
    public var correct: Int
    /// Predictions: one an example, or the tokens of a text.
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

    /// NaN without predictions.
    public var meanLoss: Double { lossSum / Double(count) }
    /// NaN without predictions.
    public var accuracy: Double { Double(correct) / Double(count) }

    public static func + (a: Evaluation, b: Evaluation) -> Evaluation {
        Evaluation(lossSum: a.lossSum + b.lossSum, correct: a.correct + b.correct, count: a.count + b.count)
    }
}
