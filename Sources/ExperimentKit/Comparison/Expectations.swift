/// What the runs of an experiment should come to, as `expected.json` beside the experiment file holds it.
public struct Expectations: JSONDocument, Sendable, Equatable {
    /// A mean over seeds that should lie within a tolerance.
    public struct Item: Codable, Sendable, Equatable {
        public var method: String
        /// A key of `summary.json`.
        public var metric: String
        /// When given, the value is the mean paired difference to this method.
        public var minus: String?
        public var value: Double
        /// Largest distance from `value` that passes; at least 0.
        public var tolerance: Double

        public init(method: String, metric: String, minus: String? = nil, value: Double, tolerance: Double) {
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

    /// Final accuracy, accuracy over the last tenth, and grams of each method as they are.
    ///
    /// The tolerance is two standard deviations over the seeds, at least half a point of accuracy and a hundredth of the
    /// grams: enough for another machine's rounding, too little for a change of the method.
    public init(recording comparison: ExperimentComparison) {
        experiment = comparison.experiment
        items = comparison.methods.flatMap { method in
            [ComparisonMetric.Field.finalAccuracy, .meanAccuracyLastTenth, .totalGrams].compactMap { field in
                guard let statistics = method.statistics[.field(field)] else { return nil }
                let least = field == .totalGrams ? statistics.mean / 100 : 0.005
                return Item(
                    method: method.name, metric: field.rawValue, value: statistics.mean,
                    tolerance: max(2 * (statistics.standardDeviation ?? 0), least))
            }
        }
    }

    /// Each item with what the runs came to.
    ///
    /// - Throws: `ComparisonError` for a method or metric that does not exist.
    public func outcomes(in record: ExperimentRecord) throws -> [ExpectationOutcome] {
        try items.map { item in
            let metric = try ComparisonMetric(key: item.metric)
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
            return ExpectationOutcome(item: item, actual: actual)
        }
    }
}

/// An expectation and what came of it.
public struct ExpectationOutcome: Sendable, Equatable {
    public let item: Expectations.Item
    /// Nil when no completed run has a value.
    public let actual: Double?

    public var passes: Bool { actual.map { abs($0 - item.value) <= item.tolerance } ?? false }
}
