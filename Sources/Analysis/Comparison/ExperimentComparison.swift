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
        /// What that comes to, all other methods being compared with the baseline at once.
        public let standingToBaseline: Standing?
        /// `ahead` for the best method if it is ahead of every other one, `level` for it otherwise and for those that are level
        /// with it, `behind` for the others; nil for a method that is not ranked.
        public let standing: Standing?

        /// Spent over budget, mean over seeds; nil without a completed run or a budget.
        public var spentShare: Double? {
            guard let spent = statistics[.totalGrams], let budget = statistics[.budgetGrams], budget.mean > 0 else {
                return nil
            }
            return spent.mean / budget.mean
        }
    }

    /// Methods that spent less than this part of their budget are named: they were compared with rivals that had more.
    public static let leastSpentShare = 0.95

    public let experiment: String
    public let path: String
    /// What methods are ranked and paired by.
    public let metric: RunMetric
    public let methods: [ComparedMethod]
    /// The online method with the best mean of the metric; nil for a metric without a direction, without two methods, or
    /// where rows are of different configurations.
    public let best: String?
    /// Keys in which the rows differ beside their methods; rows of different configurations are shown apart and not ranked.
    public let differingKeys: [String]
    /// Runs that are left out because they are not completed, or of methods that the experiment no longer has, as text.
    public let leftOut: [String]
    /// Part of the intensities that are not simply measured, by `ValueMark`, as the run with the most of them has it.
    public let intensityMarks: [String: Double]

    /// - Parameters:
    ///   - metric: nil for the record's usual one, the headline of every table, figure and report.
    ///   - extraMetrics: beside `RunMetric.all`.
    ///   - baseline: a method's name.
    /// - Throws: `ComparisonError` if the experiment has no such method.
    public init(
        _ record: ExperimentRecord, metric: RunMetric? = nil,
        extraMetrics: [RunMetric] = [], baseline: String? = nil
    ) throws {
        experiment = record.name
        path = record.path
        let metric = metric ?? record.usualMetric
        self.metric = metric
        if let baseline, !record.methods.contains(where: { $0.name == baseline }) {
            throw ComparisonError.unknownMethod(baseline, experiment: record.path, known: record.methods.map(\.name))
        }
        differingKeys = record.differingKeys
        let isRanked = differingKeys.isEmpty
        let ranking = MethodRanking(record, by: metric)
        let pairs = baseline.map { ranking.pairs(against: $0) } ?? [:]
        let toBaseline = isRanked ? ranking.standings(of: pairs) : [:]
        let (best, standings) = isRanked ? ranking.standings : (nil, [:])
        self.best = best
        let metrics = Set(RunMetric.all + extraMetrics + [metric])
        methods = record.methods.map { method in
            let values = Dictionary(uniqueKeysWithValues: metrics.map { ($0, $0.values(of: method)) })
            return ComparedMethod(
                name: method.name, isOffline: method.isOffline, title: method.title,
                seeds: method.completed.map(\.manifest.seed), values: values,
                statistics: values.compactMapValues { SampleStatistics($0.sorted { $0.key < $1.key }.map(\.value)) },
                versusBaseline: pairs[method.name], standingToBaseline: toBaseline[method.name],
                standing: standings[method.name])
        }
        intensityMarks = record.methods.flatMap(\.runs).compactMap(\.manifest.intensityMarks)
            .reduce(into: [:]) { $0.merge($1) { max($0, $1) } }
        leftOut =
            record.methods.flatMap { method in
                method.runs.filter { $0.summary == nil }.map { run in
                    let reason = run.manifest.error.map { " (\($0))" } ?? ""
                    return "\(method.name) seed \(run.manifest.seed) is \(run.status.rawValue) "
                        + "after \(run.rounds.count) rounds\(reason)"
                }
            } + record.formerMethods.map { "\($0), which the experiment no longer has" }
    }
}

/// The methods of an experiment by one metric.
struct MethodRanking {
    private let metric: RunMetric
    /// By method and seed.
    private let values: [String: [UInt64: Double]]
    /// Seeds that completed without a value, where that is behind all that have one.
    private let failures: [String: Set<UInt64>]
    /// Methods that do not know the future, with a value, in the experiment's order.
    private let online: [String]

    init(_ record: ExperimentRecord, by metric: RunMetric) {
        self.metric = metric
        let values = Dictionary(uniqueKeysWithValues: record.methods.map { ($0.name, metric.values(of: $0)) })
        self.values = values
        // A run that never reached an accuracy has no grams to it and ranks behind all that did.
        failures = Dictionary(
            uniqueKeysWithValues: record.methods.filter { _ in metric.absenceIsLoss }.map { method in
                (method.name, Set(method.completed.map(\.manifest.seed)).subtracting((values[method.name] ?? [:]).keys))
            })
        online = record.methods.filter { !$0.isOffline && values[$0.name]?.isEmpty == false }.map(\.name)
    }

    /// Every other method against one, on the seeds that both have.
    func pairs(against baseline: String) -> [String: PairedComparison] {
        var pairs: [String: PairedComparison] = [:]
        for (name, own) in values where name != baseline {
            pairs[name] = PairedComparison(
                own, against: values[baseline] ?? [:], baseline: baseline, direction: metric.direction,
                failures: (failures[name] ?? [], failures[baseline] ?? []))
        }
        return pairs
    }

    /// Pairs that are compared at once.
    func standings(of pairs: [String: PairedComparison]) -> [String: Standing] {
        let names = pairs.keys.sorted()
        let standings = names.compactMap { pairs[$0] }.standings(direction: metric.direction)
        return Dictionary(uniqueKeysWithValues: zip(names, standings))
    }

    /// The best online method and how all of them stand to it.
    var standings: (best: String?, standings: [String: Standing]) {
        guard metric.direction != .neither, online.count > 1 else { return (nil, [:]) }
        let sign = metric.direction == .lowerIsBetter ? -1.0 : 1.0
        // A mean over the seeds that got there would flatter a method that did not always: failures count first.
        let ranks = online.map { name in
            (
                -(failures[name]?.count ?? 0),
                sign * (SampleStatistics(Array((values[name] ?? [:]).values))?.mean ?? -.infinity)
            )
        }
        let best = online[online.indices.max { (ranks[$0].0, ranks[$0].1, $1) < (ranks[$1].0, ranks[$1].1, $0) } ?? 0]
        var standings = standings(of: pairs(against: best).filter { online.contains($0.key) })
        // Nothing is ahead of the method with the best mean, whatever the seeds that both have say.
        for (name, standing) in standings where standing == .ahead { standings[name] = .level }
        for name in online where name != best && standings[name] == nil { standings[name] = .level }
        standings[best] = standings.values.allSatisfy { $0 == .behind } ? .ahead : .level
        return (best, standings)
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
