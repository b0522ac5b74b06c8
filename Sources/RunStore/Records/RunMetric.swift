/// A number that sums up a completed run: its key, title, unit, direction and formula, declared once.
///
/// `summary.json`, comparisons, exports, expectations and lists follow from `RunMetric.all`. Two metrics are equal when
/// their keys are.
public struct RunMetric: Sendable, Hashable {
    public enum Direction: Sendable { case higherIsBetter, lowerIsBetter, neither }

    public enum Unit: String, Sendable {
        /// From 0 to 1, shown in percent.
        case fraction
        case percent = "%"
        case grams = "gCO2eq"
        case seconds = "s"
        /// The allowance of a round, H/T.
        case allowances
        case count
        case nats
        case bits
        /// Of the utility that the policy maximizes.
        case utility

        /// What values can be; nil for any.
        var range: ClosedRange<Double>? {
            switch self {
            case .fraction: 0...1
            case .grams, .seconds, .allowances, .count, .nats, .bits: 0...(.infinity)
            case .percent, .utility: nil
            }
        }

        /// What a value is multiplied with where it is shown.
        public var displayScale: Double { self == .fraction ? 100 : 1 }
    }

    /// What a metric is computed from.
    public struct Totals: Sendable {
        /// All rounds, in order.
        public let rows: [RoundRow]
        /// Of the whole run.
        public let budgetGrams: Double
        /// Virtual queue after the last round; the rows hold the queue before each selection.
        public let finalQueue: Double
        public let wallSeconds: Double

        func sum(_ value: (RoundRow) -> Double) -> Double { rows.reduce(0) { $0 + value($1) } }
        var accuracies: [Double] { rows.compactMap(\.testAccuracy) }
        /// The last tenth of all rounds, rounded up.
        var lastTenth: ArraySlice<RoundRow> { rows.suffix((rows.count + 9) / 10) }
        var spentGrams: Double { rows.last?.cumulativeGrams ?? 0 }
    }

    private enum Source: Sendable {
        /// A member of `summary.json`, computed when the run ends.
        case summary(@Sendable (Totals) -> Double?)
        /// Computed from the files of a completed run.
        case record(@Sendable (RunRecord) -> Double?)
    }

    /// Key in `summary.json` and other JSON and CSV, and on the command line.
    public let key: String
    /// As the heading of a column.
    public let title: String
    public let unit: Unit
    public let direction: Direction
    /// One line for lists, without a full stop.
    public let abstract: String
    /// Whether a completed run without a value is behind all runs that have one.
    public let absenceIsLoss: Bool
    private let source: Source

    private init(
        _ key: String, _ title: String, _ unit: Unit, _ direction: Direction, _ abstract: String, absenceIsLoss: Bool,
        source: Source
    ) {
        (self.key, self.title, self.unit, self.direction, self.abstract) = (key, title, unit, direction, abstract)
        (self.absenceIsLoss, self.source) = (absenceIsLoss, source)
    }

    /// A member of `summary.json`; nil where the run has no such value.
    init(
        _ key: String, _ title: String, _ unit: Unit, _ direction: Direction, _ abstract: String,
        _ formula: @escaping @Sendable (Totals) -> Double?
    ) {
        self.init(key, title, unit, direction, abstract, absenceIsLoss: false, source: .summary(formula))
    }

    /// A metric that is computed from the files of a completed run.
    public init(
        _ key: String, _ title: String, _ unit: Unit, _ direction: Direction, _ abstract: String,
        absenceIsLoss: Bool = false, ofRecord value: @escaping @Sendable (RunRecord) -> Double?
    ) {
        self.init(key, title, unit, direction, abstract, absenceIsLoss: absenceIsLoss, source: .record(value))
    }

    /// The value for a run; nil if the run is not completed or has none.
    public func value(of run: RunRecord) -> Double? {
        guard let summary = run.summary else { return nil }
        return switch source {
        case .summary: summary[self]
        case .record(let value): value(run)
        }
    }

    /// The values of the runs that have one, by seed.
    public func values(of method: ExperimentRecord.MethodRuns) -> [UInt64: Double] {
        var values: [UInt64: Double] = [:]
        for run in method.runs { values[run.manifest.seed] = value(of: run) }
        return values
    }

    /// What `summary.json` holds of the metric; nil if it has no value or is no member of that file.
    func value(of totals: Totals) -> Double? {
        if case .summary(let formula) = source { formula(totals) } else { nil }
    }

    public static func == (a: RunMetric, b: RunMetric) -> Bool { a.key == b.key }
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
