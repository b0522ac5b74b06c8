import Documents
import Reproducibility

/// What recorded runs would have emitted at another time or in another region, on a trace.
///
/// A run takes its energy evenly over its length: grams = kWh · time-weighted mean intensity over its slot.
public struct WorkPlan: Sendable, Codable, Equatable {
    /// Where and when, and what comes of it.
    public struct Choice: Sendable, Codable, Equatable {
        public let zone: String
        public let start: UTCInstant
        public let grams: Double
    }

    public struct Run: Sendable, Codable, Equatable {
        public let name: String
        public let seconds: Int
        public let energyKWh: Double
        /// What the file of the run says; nil where it does not.
        public let reportedGrams: Double?
        /// In its own zone at its own time.
        public let asItWas: Choice
        /// In its own zone, started at most the plan's days later.
        public let bestStart: Choice
        /// In any zone of the trace at its own time.
        public let bestZone: Choice
        /// In any zone, started at most the plan's days later.
        public let best: Choice

        enum CodingKeys: String, CodingKey {
            case name, seconds, best
            case energyKWh = "energy_kwh"
            case reportedGrams = "reported_g"
            case asItWas = "as_it_was"
            case bestStart = "best_start"
            case bestZone = "best_zone"
        }
    }

    public let kind: SignalKind
    public let scope: EmissionScope
    public let source: String
    public let zones: [String]
    /// How much later a run may start.
    public let days: Double
    public let runs: [Run]

    /// - Parameters:
    ///   - zone: the zone of all runs; nil takes that of each run's country.
    ///   - days: 0 leaves the time as it was.
    /// - Throws: `TraceError` for a run outside the trace or in a gap of it, and with a question for one whose zone is not known.
    /// - Complexity: runs × zones × starts × steps of a run.
    public init(_ work: [RecordedRun], trace: CarbonTrace, zone: String?, days: Double) throws(TraceError) {
        precondition(days >= 0 && days <= 366, "\(days) days")
        // Starts are an hour or a step of the trace apart, whichever is less.
        let stride = min(3600, trace.stepSeconds)
        let later = Int(saturating: (days * 86_400).rounded()) / stride
        var runs: [Run] = []
        for run in work {
            let own = try Self.zoneIndex(of: run, trace, zone)
            guard run.start >= trace.start, run.start.adding(seconds: run.seconds) <= trace.end else {
                throw TraceError(
                    "\(run.name): from \(run.start) to \(run.start.adding(seconds: run.seconds)), outside the trace, which covers"
                        + " \(trace.start) to \(trace.end).")
            }
            func choice(_ zone: Int, _ start: UTCInstant) throws(TraceError) -> Choice {
                let mean = try trace.mean(zone: zone, from: start, seconds: run.seconds)
                return Choice(zone: trace.zones[zone], start: start, grams: run.energyKWh * mean)
            }
            // The earliest of equal ones; starts beyond the trace or in a gap are none.
            func bestStart(_ zone: Int) -> Choice? {
                (0...later).lazy.map { run.start.adding(seconds: $0 * stride) }
                    .prefix { $0.adding(seconds: run.seconds) <= trace.end }
                    .compactMap { try? choice(zone, $0) }
                    .min { $0.grams < $1.grams }
            }
            let asItWas = try choice(own, run.start)
            let others = trace.zones.indices.filter { $0 != own }
            // Its own zone first, so that it stays where nothing is gained.
            let elsewhere = [asItWas] + others.compactMap { try? choice($0, run.start) }
            let anywhere = ([own] + others).compactMap { bestStart($0) }
            runs.append(
                Run(
                    name: run.name, seconds: run.seconds, energyKWh: run.energyKWh, reportedGrams: run.reportedGrams,
                    asItWas: asItWas, bestStart: bestStart(own) ?? asItWas,
                    bestZone: elsewhere.min { $0.grams < $1.grams } ?? asItWas,
                    best: anywhere.min { $0.grams < $1.grams } ?? asItWas))
        }
        (kind, scope, source, zones) = (trace.kind, trace.scope, trace.source, trace.zones)
        self.days = days
        self.runs = runs
    }

    private static func zoneIndex(
        of run: RecordedRun, _ trace: CarbonTrace, _ zone: String?
    ) throws(TraceError) -> Int {
        if let zone { return try trace.zoneIndex(zone) }
        let names = run.country.map { [$0, CountryCode.twoLetters(of: $0)].compactMap(\.self) } ?? []
        for name in names { if let index = trace.zones.firstIndex(of: name) { return index } }
        let place = names.isEmpty ? "has no country" : "was in \(names.joined(separator: " or "))"
        throw TraceError(
            "\(run.name) \(place), where the trace has the zones \(trace.zones.joined(separator: ", ")).", asking: .zone
        )
    }

    /// Sum over the runs of one of their choices, in grams.
    public func total(_ choice: KeyPath<Run, Choice>) -> Double {
        var sum = ExactSum()
        for run in runs { sum.add(run[keyPath: choice].grams) }
        return sum.value
    }
}
