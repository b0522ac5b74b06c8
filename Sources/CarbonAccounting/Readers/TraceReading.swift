import Documents

/// A trace as read from files, with what was found in them.
public struct TraceReading: Sendable {
    public let trace: CarbonTrace
    /// The layout of each file, in the order given.
    public let formats: [TraceFormat]
    /// Every fault found, those that the gap policy dealt with included.
    public let problems: [TraceProblem]
    /// What is worth knowing and no fault.
    public let notes: [String]
    /// What was done about negative generation; nil where no value comes from generation.
    public let negative: NegativeTally?

    /// Reads one trace from one or more files of any understood format.
    ///
    /// Files may hold different zones, or following spans of the same zone. All must agree in kind and scope. Steps may
    /// differ: the trace gets the greatest common step, on which every value of every file still holds exactly.
    /// - Parameters:
    ///   - paths: at least one file.
    ///   - options: with `gaps` of `refuse` also files whose zones end up with different spans are refused.
    /// - Throws: `TraceError` that names file, line and column, or asks what the files leave open.
    public init(_ paths: [String], _ options: ReadingOptions) throws(TraceError) {
        guard !paths.isEmpty else { throw TraceError("no trace file given.") }
        var problems: [TraceProblem] = []
        var notes: [String] = []
        var formats: [TraceFormat] = []
        var parts: [GridSeries] = []
        var known: [String] = []
        for path in paths {
            let series = try TraceFile(path, options).series(options)
            formats.append(series[0].format)
            for var raw in series {
                known += raw.zones.map(\.name)
                if !options.zones.isEmpty { raw.zones.removeAll { !options.zones.contains($0.name) } }
                if raw.zones.isEmpty {
                    notes += raw.notes
                    continue
                }
                parts.append(try GridSeries(raw, gaps: options.gaps, problems: &problems, notes: &notes))
            }
        }
        for zone in options.zones where !known.contains(zone) {
            let hint = nearMiss(zone, among: known).map { " Did you mean '\($0)'?" } ?? ""
            throw TraceError(
                "\(paths.joined(separator: ", ")): no zone '\(zone)'.\(hint) There are: \(known.joined(separator: ", "))."
            )
        }
        trace = try mergeTraces(parts, gaps: options.gaps, problems: &problems)
        negative = parts.compactMap(\.negative).reduce(nil) { sum, next in sum.map { $0 + next } ?? next }
        if let negative, negative.hours > 0 {
            notes.append(negative.description)
        }
        self.formats = formats
        var seen: Set<String> = []
        self.notes = notes.filter { seen.insert($0).inserted }
        self.problems = problems
    }

    /// Reads one trace with nothing to choose beside gaps and scope.
    public init(
        _ paths: [String], gaps policy: GapPolicy = .refuse, scope: EmissionScope? = nil
    ) throws(TraceError) {
        try self.init(paths, ReadingOptions(gaps: policy, scope: scope))
    }

    /// What belongs into the sidecar of the trace's native file.
    ///
    /// - Parameters:
    ///   - trace: the trace that is written, which may have other steps.
    ///   - marksFile: name of the list of marked values beside it, if there is one.
    public func sidecar(of trace: CarbonTrace, marksFile: String?) -> TraceSidecar {
        var sidecar = trace.sidecar
        sidecar.marksFile = marksFile
        sidecar.negative = negative.flatMap { $0.hours > 0 ? $0 : nil }
        return sidecar
    }
}

extension NegativeTally: CustomStringConvertible {
    public var description: String {
        let amount = "\((hours * 100).rounded() / 100) h (\((megawattHours * 100).rounded() / 100) MWh)"
        return switch setting {
        case .zero: "\(amount) of negative generation count as 0; the values are marked clipped."
        case .net: "\(amount) of negative generation are taken off the sums."
        case .refuse: "\(amount) of negative generation are refused."
        }
    }
}

extension CarbonTrace {
    /// Reads one trace from one or more files; see `TraceReading.init`.
    public static func load(
        _ paths: [String], gaps: GapPolicy = .refuse, scope: EmissionScope? = nil
    ) throws(TraceError) -> CarbonTrace {
        try TraceReading(paths, gaps: gaps, scope: scope).trace
    }

    /// Part of a zone's values that their source calls estimated.
    public func estimatedShare(zone: Int) -> Double {
        let covered = series(zone: zone).count { !$0.isNaN }
        guard covered > 0 else { return 0 }
        return markedHours(zone: zone, .estimated) * 3600 / Double(covered * stepSeconds)
    }
}
