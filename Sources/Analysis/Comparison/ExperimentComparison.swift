import RunStore

/// The methods of an experiment side by side, over seeds.
public struct ExperimentComparison: Sendable, Equatable {
    public struct ComparedMethod: Sendable, Equatable {
        public let name: String
        /// Whether the policy knew the future; such a method is not ranked.
        public let isOffline: Bool
        /// The name, marked where the policy knew the future.
        public let title: String
        /// Seeds of the completed runs, ascending.
        public let seeds: [UInt64]
        /// For each metric, the values of the runs that have one, by seed.
        public let values: [RunMetric: [UInt64: Double]]
        public let statistics: [RunMetric: SampleStatistics]
        /// Against the baseline, on the metric; nil for the baseline itself, without one, or without a shared seed.
        public let versusBaseline: PairedComparison?
    }

    public let experiment: String
    public let path: String
    /// What methods are ranked and paired by.
    public let metric: RunMetric
    public let methods: [ComparedMethod]
    /// The online method with the best mean of the metric, if its paired difference to every other one is supported.
    public let supportedBest: String?
    /// Runs that are left out because they are not completed, as text.
    public let leftOut: [String]

    /// - Parameters:
    ///   - extraMetrics: beside `RunMetric.all`.
    ///   - baseline: a method's name.
    /// - Throws: `ComparisonError` if the experiment has no such method.
    public init(
        _ record: ExperimentRecord, metric: RunMetric = .finalAccuracy,
        extraMetrics: [RunMetric] = [], baseline: String? = nil
    ) throws {
        experiment = record.name
        path = record.path
        self.metric = metric
        if let baseline, !record.methods.contains(where: { $0.name == baseline }) {
            throw ComparisonError.unknownMethod(baseline, experiment: record.path, known: record.methods.map(\.name))
        }
        let metrics = Set(RunMetric.all + extraMetrics + [metric])
        let ranked = Dictionary(uniqueKeysWithValues: record.methods.map { ($0.name, metric.values(of: $0)) })
        // A run that never reached an accuracy has no grams to it and ranks behind all that did.
        var failures: [String: Set<UInt64>] = [:]
        if metric.absenceIsLoss {
            for method in record.methods {
                failures[method.name] = Set(method.completed.map(\.manifest.seed))
                    .subtracting((ranked[method.name] ?? [:]).keys)
            }
        }
        methods = record.methods.map { [failures] method in
            let values = Dictionary(uniqueKeysWithValues: metrics.map { ($0, $0.values(of: method)) })
            let versus = baseline.flatMap { name in
                name == method.name
                    ? nil
                    : PairedComparison(
                        ranked[method.name] ?? [:], against: ranked[name] ?? [:], baseline: name,
                        direction: metric.direction,
                        failures: (failures[method.name] ?? [], failures[name] ?? []))
            }
            return ComparedMethod(
                name: method.name, isOffline: method.isOffline, title: method.title,
                seeds: method.completed.map(\.manifest.seed), values: values,
                statistics: values.compactMapValues { SampleStatistics($0.sorted { $0.key < $1.key }.map(\.value)) },
                versusBaseline: versus)
        }
        let offline = Set(record.methods.filter(\.isOffline).map(\.name))
        supportedBest = Self.supportedBest(ranked.filter { !offline.contains($0.key) }, direction: metric.direction)
        leftOut = record.methods.flatMap { method in
            method.runs.filter { $0.summary == nil }.map { run in
                let reason = run.manifest.error.map { " (\($0))" } ?? ""
                return "\(method.name) seed \(run.manifest.seed) is \(run.status.rawValue) "
                    + "after \(run.rounds.count) rounds\(reason)"
            }
        }
    }

    private static func supportedBest(
        _ values: [String: [UInt64: Double]], direction: RunMetric.Direction
    ) -> String? {
        guard direction != .neither, values.count > 1 else { return nil }
        let sign = direction == .lowerIsBetter ? -1.0 : 1.0
        let means = values.compactMapValues { SampleStatistics(Array($0.values))?.mean }
        guard let best = means.max(by: { ($0.value * sign, $1.key) < ($1.value * sign, $0.key) })?.key else {
            return nil
        }
        let isSupported = values.filter { $0.key != best && !$0.value.isEmpty }.allSatisfy { name, other in
            guard let pair = PairedComparison(values[best] ?? [:], against: other, baseline: name) else { return false }
            return pair.isSupported && pair.difference.mean * sign > 0
        }
        return isSupported ? best : nil
    }
}

extension RunMetric {
    /// The metric without a parameter that has this key.
    ///
    /// - Throws: `ComparisonError` with a suggestion for a near miss.
    public init(key: String) throws {
        guard let metric = Self.all.first(where: { $0.key == key }) else { throw ComparisonError.unknownMetric(key) }
        self = metric
    }
}
