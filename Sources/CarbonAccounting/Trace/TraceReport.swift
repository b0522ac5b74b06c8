import Reproducibility

/// What `cafe carbon check` says about files: span, grid, statistics by zone, and every fault.
public struct TraceReport: Sendable, Codable {
    public struct Zone: Sendable, Codable {
        public let statistics: ZoneStatistics
        /// Hours between the trace's start and end without a value.
        public let missingHours: Double
        /// Part of the values that the source itself calls estimated.
        public let estimatedShare: Double
        /// Hours whose values have a mark, by mark; marks that no value has are left out.
        public let markedHours: [String: Double]

        enum CodingKeys: String, CodingKey {
            case missingHours = "missing_hours"
            case estimatedShare = "estimated_share"
            case markedHours = "marked_hours"
        }

        public func encode(to encoder: any Encoder) throws {
            try statistics.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(missingHours, forKey: .missingHours)
            try container.encode(estimatedShare, forKey: .estimatedShare)
            try container.encode(markedHours, forKey: .markedHours)
        }

        public init(from decoder: any Decoder) throws {
            statistics = try ZoneStatistics(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            missingHours = try container.decode(Double.self, forKey: .missingHours)
            estimatedShare = try container.decode(Double.self, forKey: .estimatedShare)
            markedHours = try container.decode([String: Double].self, forKey: .markedHours)
        }

        init(
            statistics: ZoneStatistics, missingHours: Double, estimatedShare: Double, markedHours: [String: Double]
        ) {
            self.statistics = statistics
            self.missingHours = missingHours
            self.estimatedShare = estimatedShare
            self.markedHours = markedHours
        }
    }

    /// Zones that have a value.
    public let zones: [String: Zone]
    public let from: UTCInstant?
    /// The first instant that is not covered.
    public let to: UTCInstant?
    public let stepSeconds: Int?
    public let kind: SignalKind?
    public let scope: EmissionScope?
    public let formats: [TraceFormat]
    public let problems: [TraceProblem]
    /// What was done about negative generation; nil where no value comes from generation.
    public let negative: NegativeTally?
    public let notes: [String]

    enum CodingKeys: String, CodingKey {
        case zones, from, to, kind, scope, formats, problems, negative, notes
        case stepSeconds = "step_seconds"
    }

    public init(_ reading: TraceReading) {
        let trace = reading.trace
        var zones: [String: Zone] = [:]
        for (index, name) in trace.zones.enumerated() {
            guard let statistics = ZoneStatistics(trace, zone: index) else { continue }
            let allHours = Double(trace.stepCount * trace.stepSeconds) / 3600
            zones[name] = Zone(
                statistics: statistics, missingHours: allHours - statistics.hours,
                estimatedShare: trace.estimatedShare(zone: index),
                markedHours: Dictionary(
                    uniqueKeysWithValues: ValueMark.allCases.map { ($0.rawValue, trace.markedHours(zone: index, $0)) }
                ).filter { $0.value > 0 })
        }
        self.zones = zones
        from = trace.start
        to = trace.end
        stepSeconds = trace.stepSeconds
        kind = trace.kind
        scope = trace.scope
        formats = reading.formats
        problems = reading.problems
        negative = reading.negative
        notes = reading.notes
    }

    /// The report on files that are no trace: their problems alone.
    public init(problems: [TraceProblem]) {
        zones = [:]
        from = nil
        to = nil
        stepSeconds = nil
        kind = nil
        scope = nil
        formats = []
        negative = nil
        notes = []
        self.problems = problems
    }
}
