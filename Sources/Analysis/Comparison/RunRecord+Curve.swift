import Foundation
import RunStore

extension RunRecord {
    /// What an evaluation measured, such as the test accuracy, after the run had spent `grams`.
    ///
    /// Linear in cumulative grams between evaluated rounds; of rounds that spent nothing the last counts. A run that
    /// ended below `grams` keeps its last value: it could have spent more and did not. Nil before the first evaluated
    /// round.
    public func value(atGrams grams: Double, of measured: (RoundRow) -> Double?) -> Double? {
        let points = curve(of: measured)
        guard let after = points.firstIndex(where: { $0.grams > grams }) else { return points.last?.value }
        guard after > 0 else { return nil }
        let (a, b) = (points[after - 1], points[after])
        return a.value + (b.value - a.value) * (grams - a.grams) / (b.grams - a.grams)
    }

    /// Test accuracy after the run had spent `grams`; see `value(atGrams:of:)`.
    public func accuracy(atGrams grams: Double) -> Double? { value(atGrams: grams) { $0.testAccuracy } }

    /// Grams spent when the test accuracy first was `accuracy` or more.
    ///
    /// Linear between the evaluated round that first reached it and the one before; the first evaluated round is not
    /// interpolated. Nil if no evaluated round reached it. One lucky round counts, so prefer levels well below the end.
    public func grams(toAccuracy accuracy: Double) -> Double? {
        let points = curve { $0.testAccuracy }
        guard let reached = points.firstIndex(where: { $0.value >= accuracy }) else { return nil }
        guard reached > 0 else { return points[reached].grams }
        let (a, b) = (points[reached - 1], points[reached])
        return a.grams + (b.grams - a.grams) * (accuracy - a.value) / (b.value - a.value)
    }

    /// The evaluated rounds as (cumulative grams, value).
    private func curve(of measured: (RoundRow) -> Double?) -> [(grams: Double, value: Double)] {
        rounds.compactMap { row in measured(row).map { (row.cumulativeGrams, $0) } }
    }
}

extension RunMetric {
    /// Test accuracy when so many grams are spent; see `RunRecord.accuracy(atGrams:)`.
    public static func accuracy(atGrams grams: Double) -> RunMetric {
        let text = String(format: "%.\(grams < 10 ? 2 : 0)f", grams)
        return RunMetric(
            "accuracy_at_\(grams)_g", "accuracy at \(text) g, %", .fraction, .higherIsBetter,
            "test accuracy when \(grams) g are spent", ofRecord: { $0.accuracy(atGrams: grams) })
    }

    /// Grams spent when the test accuracy is reached; see `RunRecord.grams(toAccuracy:)`.
    public static func grams(toAccuracy accuracy: Double) -> RunMetric {
        RunMetric(
            "g_to_accuracy_\(accuracy)", "g to \(String(format: "%.1f", accuracy * 100)) %", .grams, .lowerIsBetter,
            "emissions until a test accuracy of \(accuracy)", absenceIsLoss: true,
            ofRecord: { $0.grams(toAccuracy: accuracy) })
    }
}
