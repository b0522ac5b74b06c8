import Documents
import RunStore

extension ExperimentComparison: Encodable {
    private enum Key: String, CodingKey {
        case experiment, path, metric, methods
        case best
        case differingKeys = "differing_keys"
        case leftOut = "left_out"
    }

    private enum MethodKey: String, CodingKey {
        case name, seeds, metrics, offline, standing
        case standingToBaseline = "standing_to_baseline"
        case versusBaseline = "versus_baseline"
    }

    private struct MetricKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Metric: Encodable {
        let values: [Double?]
        let statistics: SampleStatistics?
    }

    /// Keys as in `summary.json`; the values of a metric are in the order of `seeds`, null where a run has none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(path, forKey: .path)
        try container.encode(metric.key, forKey: .metric)
        try container.encode(best, forKey: .best)
        try container.encode(differingKeys, forKey: .differingKeys)
        try container.encode(leftOut, forKey: .leftOut)
        var list = container.nestedUnkeyedContainer(forKey: .methods)
        for method in methods {
            var entry = list.nestedContainer(keyedBy: MethodKey.self)
            try entry.encode(method.name, forKey: .name)
            if method.isOffline { try entry.encode(true, forKey: .offline) }
            try entry.encode(method.seeds, forKey: .seeds)
            try entry.encodeIfPresent(method.standing, forKey: .standing)
            try entry.encodeIfPresent(method.standingToBaseline, forKey: .standingToBaseline)
            try entry.encodeIfPresent(method.versusBaseline, forKey: .versusBaseline)
            var metrics = entry.nestedContainer(keyedBy: MetricKey.self, forKey: .metrics)
            for (metric, values) in method.values {
                try metrics.encode(
                    Metric(values: method.seeds.map { values[$0] }, statistics: method.statistics[metric]),
                    forKey: MetricKey(stringValue: metric.key))
            }
        }
    }

    /// A line for each method and metric, under the header `csvHeader`.
    public var csvLines: [String] {
        methods.flatMap { method in
            method.statistics.sorted { $0.key.key < $1.key.key }.map { metric, statistics in
                let versus = metric == self.metric ? method.versusBaseline : nil
                let numbers: [Double?] = [
                    statistics.mean, statistics.standardDeviation, statistics.standardError,
                    statistics.interval?.lower, statistics.interval?.upper, versus?.difference.mean,
                    versus?.difference.interval?.lower, versus?.difference.interval?.upper,
                ]
                let names = [experiment, method.name, metric.key]
                return csvLine(of: names + [statistics.count.description] + numbers.map(\.csvText))
            }
        }
    }

    public static let csvHeader =
        "experiment,method,metric,seeds,mean,standard_deviation,standard_error,interval_lower,interval_upper,"
        + "difference_mean,difference_lower,difference_upper"
}
