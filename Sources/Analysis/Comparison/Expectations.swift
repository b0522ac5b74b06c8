import Documents
import RunStore

/// The expected results of an experiment, as in `expected.json` beside the experiment file.
public struct Expectations: JSONDocument, Sendable, Equatable {
    /// A mean over seeds that should lie within a tolerance.
    public struct Item: Codable, Sendable, Equatable {
        /// Of a sweep; nil for an experiment without one.
        public var variant: String?
        public var method: String
        /// A key of `summary.json`.
        public var metric: String
        /// When given, the value is the mean paired difference to this method.
        public var minus: String?
        public var value: Double
        /// Largest distance from `value` that passes; at least 0.
        public var tolerance: Double

        public init(
            variant: String? = nil, method: String, metric: String, minus: String? = nil, value: Double,
            tolerance: Double
        ) {
            self.variant = variant
            self.method = method
            self.metric = metric
            self.minus = minus
            self.value = value
            self.tolerance = tolerance
        }
    }

    /// Name of the experiment, the folder of its results.
    public var experiment: String
    public var items: [Item]

    public init(experiment: String, items: [Item]) { (self.experiment, self.items) = (experiment, items) }

    /// Final accuracy, accuracy over the last tenth, of text bits per character, and grams of each method as they are, in every
    /// variant.
    ///
    /// The tolerance is two standard deviations over the n seeds, at least 5/n points of accuracy and 10/n percent of the
    /// grams: enough for another machine's rounding, which moves single runs, too little for a change of the method.
    public init(experiment: String, recording comparisons: [ExperimentComparison]) {
        self.experiment = experiment
        items = comparisons.flatMap { comparison in
            comparison.methods.flatMap { method in
                [RunMetric.finalAccuracy, .meanAccuracyLastTenth, .bitsPerCharacter, .totalGrams].compactMap { metric in
                    guard let statistics = method.statistics[metric] else { return nil }
                    let least = (metric == .totalGrams ? 0.1 * statistics.mean : 0.05) / Double(statistics.count)
                    return Item(
                        variant: Self.variant(comparison.experiment, of: experiment), method: method.name,
                        metric: metric.key, value: statistics.mean,
                        tolerance: max(2 * (statistics.standardDeviation ?? 0), least))
                }
            }
        }
    }

    /// The part after `experiment/` in the name of an experiment of a sweep.
    private static func variant(_ name: String, of experiment: String) -> String? {
        name.hasPrefix(experiment + "/") ? String(name.dropFirst(experiment.count + 1)) : nil
    }

    /// Each item with the value that the runs gave.
    ///
    /// - Parameter records: the experiment, or every variant of its sweep.
    /// - Throws: `ComparisonError` for a variant, method or metric that does not exist.
    public func outcomes(in records: [ExperimentRecord]) throws -> [CheckedExpectation] {
        try items.map { item in
            guard let record = records.first(where: { Self.variant($0.name, of: experiment) == item.variant }) else {
                throw ComparisonError.unknownVariant(
                    item.variant ?? "none", experiment: experiment,
                    known: records.map { Self.variant($0.name, of: experiment) ?? "none" })
            }
            let metric = try RunMetric(key: item.metric)
            func values(_ name: String) throws -> [UInt64: Double] {
                guard let method = record.methods.first(where: { $0.name == name }) else {
                    throw ComparisonError.unknownMethod(
                        name, experiment: record.path, known: record.methods.map(\.name))
                }
                return metric.values(of: method)
            }
            let own = try values(item.method)
            let actual =
                try item.minus.map { PairedComparison(own, against: try values($0), baseline: $0)?.difference.mean }
                ?? SampleStatistics(own.sorted { $0.key < $1.key }.map(\.value))?.mean
            return CheckedExpectation(item: item, actual: actual)
        }
    }
}
