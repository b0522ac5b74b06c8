import Documents
import Learning
import RunStore

/// A number by which runs are compared.
public enum ComparisonMetric: Sendable, Hashable {
    /// A member of `summary.json`, or of `certificate.json` for the gap; the raw value is its key.
    public enum Field: String, Sendable, CaseIterable {
        case finalAccuracy = "final_accuracy"
        case meanAccuracyLastTenth = "mean_accuracy_last_tenth"
        case bestAccuracy = "best_accuracy"
        case totalGrams = "total_g"
        case computeGrams = "compute_g"
        case probeGrams = "probe_g"
        case networkGrams = "network_g"
        case budgetGrams = "budget_g"
        case overshootGrams = "overshoot_g"
        case finalQueue = "queue_final"
        case roundsTrained = "rounds_trained"
        case meanSelected = "mean_selected"
        case totalUtility = "total_utility"
        case wallSeconds = "wall_seconds"
        case certificateGapPercent = "gap_percent"
    }

    public enum Direction: Sendable { case higherIsBetter, lowerIsBetter, neither }

    case field(Field)
    /// Test accuracy when so many grams are spent; see `RunRecord.accuracy(atGrams:)`.
    case accuracy(atGrams: Double)
    /// Grams spent when the test accuracy is reached; see `RunRecord.grams(toAccuracy:)`.
    case grams(toAccuracy: Double)

    /// Key in JSON and CSV: that of `summary.json`, `accuracy_at_<G>_g` or `g_to_accuracy_<A>`.
    public var key: String {
        switch self {
        case .field(let field): field.rawValue
        case .accuracy(let grams): "accuracy_at_\(grams)_g"
        case .grams(let accuracy): "g_to_accuracy_\(accuracy)"
        }
    }

    public var direction: Direction {
        switch self {
        case .field(.finalAccuracy), .field(.meanAccuracyLastTenth), .field(.bestAccuracy), .field(.totalUtility),
            .accuracy:
            .higherIsBetter
        case .field(.overshootGrams), .field(.wallSeconds), .field(.certificateGapPercent), .grams: .lowerIsBetter
        case .field: .neither
        }
    }

    /// The value for a run; nil when the run is not completed or never got there.
    public func value(of run: RunRecord) -> Double? {
        guard let summary = run.summary else { return nil }
        return switch self {
        case .accuracy(let grams): run.accuracy(atGrams: grams)
        case .grams(let accuracy): run.grams(toAccuracy: accuracy)
        case .field(let field):
            switch field {
            case .finalAccuracy: summary.finalAccuracy
            case .meanAccuracyLastTenth: summary.meanAccuracyLastTenth
            case .bestAccuracy: summary.bestAccuracy
            case .totalGrams: summary.totalGrams
            case .computeGrams: summary.computeGrams
            case .probeGrams: summary.probeGrams
            case .networkGrams: summary.networkGrams
            case .budgetGrams: summary.budgetGrams
            case .overshootGrams: summary.overshootGrams
            case .finalQueue: summary.finalQueue
            case .roundsTrained: Double(summary.roundsTrained)
            case .meanSelected: summary.meanSelected
            case .totalUtility: summary.totalUtility
            case .wallSeconds: summary.wallSeconds
            case .certificateGapPercent: run.certificate?.gapPercent
            }
        }
    }

    /// The values of the runs that have one, by seed.
    public func values(of method: ExperimentRecord.Method) -> [UInt64: Double] {
        var values: [UInt64: Double] = [:]
        for run in method.runs { values[run.manifest.seed] = value(of: run) }
        return values
    }
}
