import Documents
import Reproducibility

/// The results of a completed run, as in `summary.json`: the metrics of `RunMetric.all` that have a value.
public struct RunSummary: JSONDocument, Sendable, Equatable {
    private var values: [String: Double] = [:]

    /// Computes the metrics of a completed run.
    ///
    /// - Parameters:
    ///   - rows: all rounds, in order; with none, everything is 0 or absent.
    ///   - budgetGrams: of the whole run.
    ///   - finalQueue: after the last round; the rows hold the queue before each selection.
    public init(rows: [RoundRow], budgetGrams: Double, finalQueue: Double, wallSeconds: Double) {
        let totals = RunMetric.Totals(
            rows: rows, budgetGrams: budgetGrams, finalQueue: finalQueue, wallSeconds: wallSeconds)
        for metric in RunMetric.all { values[metric.key] = metric.value(of: totals) }
    }

    /// Nil if the run has no value of the metric, such as an accuracy where no round was evaluated.
    public subscript(metric: RunMetric) -> Double? {
        get { values[metric.key] }
        set { values[metric.key] = newValue }
    }

    public var finalAccuracy: Double? { self[.finalAccuracy] }
    public var meanAccuracyLastTenth: Double? { self[.meanAccuracyLastTenth] }
    public var totalGrams: Double { self[.totalGrams] ?? 0 }
    public var budgetGrams: Double { self[.budgetGrams] ?? 0 }
    public var finalQueue: Double { self[.finalQueue] ?? 0 }
    public var meanSelected: Double { self[.meanSelected] ?? 0 }
    public var wallSeconds: Double { self[.wallSeconds] ?? 0 }
    public var rounds: Int { Int(saturating: self[.rounds] ?? 0) }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Keys that no metric has are passed over.
    ///
    /// - Throws: `DecodingError` if there is no total, without which nothing can be compared, or a value is no number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for metric in RunMetric.all {
            values[metric.key] = try container.decodeIfPresent(Double.self, forKey: Key(stringValue: metric.key))
        }
        for metric in RunMetric.all {
            guard let value = values[metric.key], let range = metric.unit.range, !range.contains(value) else {
                continue
            }
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: [Key(stringValue: metric.key)],
                    debugDescription: "\(value), expected \(range.upperBound == 1 ? "0 to 1" : "0 or more")"))
        }
        for metric in [RunMetric.totalGrams, RunMetric.budgetGrams] where self[metric] == nil {
            throw DecodingError.keyNotFound(
                Key(stringValue: metric.key), .init(codingPath: [], debugDescription: "the key is missing"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (key, value) in values { try container.encode(value, forKey: Key(stringValue: key)) }
    }
}
