/// A trace as read from files, with what was found in them.
public struct TraceReading: Sendable {
    public let trace: CarbonTrace
    /// The layout of each file, in the order given.
    public let formats: [TraceFormat]
    /// Every fault found, those that the gap policy dealt with included.
    public let problems: [TraceProblem]
    /// What is worth knowing and no fault.
    public let notes: [String]
    /// Part of each zone's values that the source itself calls estimated.
    public let estimatedShare: [Double]

    /// Reads one trace from one or more files of any understood format.
    ///
    /// Files may hold different zones, or following spans of the same zone. All must agree in kind and scope. Steps may
    /// differ: the trace gets the greatest common step, on which every value of every file still holds exactly.
    /// - Parameters:
    ///   - paths: at least one file.
    ///   - policy: what to do about faults; with `refuse` also files whose zones end up with different spans are refused.
    ///   - scope: the scope that is wanted. Nil takes what the files have, and life cycle where a file has both.
    /// - Throws: `TraceError` that names file, line and column.
    public init(
        _ paths: [String], gaps policy: GapPolicy = .refuse, scope: EmissionScope? = nil
    ) throws(TraceError) {
        guard !paths.isEmpty else { throw TraceError("no trace file given.") }
        var series: [RawSeries] = []
        for path in paths { series.append(try TraceFile(path).series(scope: scope)) }
        try self.init(series, gaps: policy)
    }

    /// Reads generation by fuel and derives the intensity from a table of factors.
    ///
    /// - Parameters:
    ///   - path: of a CSV file with a column for each fuel.
    ///   - zone: the name that the zone gets.
    ///   - scope: what the factors count.
    /// - Throws: `TraceError`, also for a fuel that the table does not have.
    public init(
        generation path: String, factors: FuelFactors, zone: String, scope: EmissionScope,
        gaps policy: GapPolicy = .refuse
    ) throws(TraceError) {
        guard let text = try TraceFile(path).table else {
            throw TraceError("\(path): generation by fuel is read from CSV; this is JSON.")
        }
        try self.init([try GenerationReader.read(text, factors: factors, zone: zone, scope: scope)], gaps: policy)
    }

    private init(_ series: [RawSeries], gaps policy: GapPolicy) throws(TraceError) {
        var problems: [TraceProblem] = []
        var parts: [GridSeries] = []
        for raw in series { parts.append(try GridSeries(raw, gaps: policy, problems: &problems)) }
        trace = try mergeTraces(parts, gaps: policy, problems: &problems)
        estimatedShare = trace.zones.map { zone in
            var (estimated, all) = (0, 0)
            for part in parts {
                guard let index = part.zones.firstIndex(of: zone) else { continue }
                estimated += part.estimatedCount[index]
                all += part.stepCount
            }
            return all == 0 ? 0 : Double(estimated) / Double(all)
        }
        formats = series.map(\.format)
        notes = series.flatMap(\.notes)
        self.problems = problems
    }
}

extension CarbonTrace {
    /// Reads one trace from one or more files; see `TraceReading.init`.
    public static func load(
        _ paths: [String], gaps: GapPolicy = .refuse, scope: EmissionScope? = nil
    ) throws(TraceError) -> CarbonTrace {
        try TraceReading(paths, gaps: gaps, scope: scope).trace
    }
}
