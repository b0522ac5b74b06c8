import Reproducibility

/// The values of one file on a regular grid, with the faults found on the way.
struct GridSeries {
    let file: String
    let start: Int
    let stepSeconds: Int
    let zones: [String]
    /// zones × steps; NaN where there is no value.
    let values: [[Double]]
    let marks: [[ValueMarks]]
    let kind: SignalKind
    let scope: EmissionScope
    let source: String
    let licence: String
    let negative: NegativeTally?

    var stepCount: Int { values.first?.count ?? 0 }
    var end: Int { start + stepCount * stepSeconds }

    /// Whether a grid may be laid out: 50 years of half-hours for 100 zones are below the limit, and a grid beyond a million
    /// cells is so large because of the values in it, not because two stamps are a century apart or off by a second.
    static func mayLayOut(cells: Int, values: Int) -> Bool {
        cells <= 100_000_000 && (cells <= 1_000_000 || cells / 1000 <= values)
    }

    /// More than any grid emits [gCO2eq/kWh]; the dirtiest fuels are near 1,500.
    static let largestIntensity = 1_000_000.0

    /// Puts the rows of a file on its grid: the longest steps of which all values fill a whole number.
    ///
    /// - Throws: `TraceError` if the file has no rows, no single step, a stamp off the grid, a zone with values on less than
    ///   half of its steps, more steps than its rows are worth, or, under `.refuse`, any fault.
    init(
        _ raw: RawSeries, gaps policy: GapPolicy, problems: inout [TraceProblem], notes: inout [String]
    ) throws(TraceError) {
        guard !raw.rows.isEmpty else { throw TraceError("\(raw.file): no values after the header.") }
        for zone in raw.zones
        where zone.name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw TraceError("\(raw.file): the zone name \(zone.name.debugDescription) holds a control character.")
        }
        notes += raw.notes
        var faults = Faults(raw)
        let kept = faults.orderedRows(notes: &notes)
        let lengths = try StepLengths(kept.map { raw.rows[$0] }, said: raw.interval, file: raw.file)
        notes += lengths.notes
        let stamps = kept.map { raw.rows[$0].instant.secondsSinceEpoch }
        let step = faults.grid(kept, stamps, lengths.seconds)
        faults.judgeValues(kept)
        faults.found.sort { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        problems += faults.found
        let refused = policy == .refuse ? faults.found : faults.found.filter { !$0.kind.isCoveredByGapPolicy }
        if !refused.isEmpty { throw TraceError(refusing: refused) }

        let count = (stamps[stamps.count - 1] - stamps[0] + lengths.seconds[stamps.count - 1]) / step
        let isKnown = { (zone: RawSeries.Zone, row: Int) in
            zone.values[row].map { 0...Self.largestIntensity ~= $0 } ?? false
        }
        for zone in raw.zones {
            let covered = kept.indices.reduce(0) {
                $0 + (isKnown(zone, kept[$1]) ? lengths.seconds[$1] / step : 0)
            }
            guard 2 * covered >= count else {
                throw TraceError(refusing: [
                    TraceProblem(
                        .sparse, file: raw.file, column: zone.column,
                        "\(zone.name) has values on \(covered) of \(count) steps of \(step) s from"
                            + " \(raw.rows[kept[0]].instant) to \(UTCInstant(secondsSinceEpoch: stamps[0] + count * step));"
                            + " expected at least half."
                            + (faults.found.first.map { " The first fault: \($0)" } ?? ""))
                ])
            }
        }
        guard Self.mayLayOut(cells: count * raw.zones.count, values: kept.count * raw.zones.count) else {
            throw TraceError(
                "\(raw.file): \(UTCInstant(secondsSinceEpoch: stamps[0])) to \(UTCInstant(secondsSinceEpoch: stamps[stamps.count - 1]))"
                    + " are \(count) steps of \(step) s for \(raw.zones.count) zones, too many for \(kept.count) rows. Is a stamp"
                    + " wrong?")
        }
        file = raw.file
        start = stamps[0]
        stepSeconds = step
        zones = raw.zones.map(\.name)
        var values: [[Double]] = []
        var marks: [[ValueMarks]] = []
        var tally = raw.negative.map { NegativeTally(setting: $0, hours: 0, megawattHours: 0) }
        for zone in raw.zones {
            var line = [Double](repeating: .nan, count: count)
            var lineMarks = [ValueMarks](repeating: [], count: count)
            for (position, row) in kept.enumerated() {
                let hours = Double(lengths.seconds[position]) / 3600
                if let megawatts = zone.negativeMegawatts[row] {
                    tally?.hours += hours
                    tally?.megawattHours += megawatts * hours
                }
                guard let value = zone.values[row], isKnown(zone, row) else { continue }
                let first = (stamps[position] - stamps[0]) / step
                for cell in first..<first + lengths.seconds[position] / step {
                    line[cell] = value
                    lineMarks[cell] = zone.marks[row] ?? []
                }
            }
            fillGaps(&line, &lineMarks, policy)
            values.append(line)
            marks.append(lineMarks)
        }
        (self.values, self.marks) = (values, marks)
        if let earlier = raw.earlierNegative { tally = tally.map { $0 + earlier } ?? earlier }
        negative = tally
        kind = raw.kind
        scope = raw.scope
        source = raw.source
        licence = raw.licence
    }
}

/// The faults of one file.
private struct Faults {
    let raw: RawSeries
    var found: [TraceProblem] = []

    init(_ raw: RawSeries) { (self.raw, found) = (raw, raw.problems) }

    private mutating func report(_ kind: TraceProblem.Kind, row: Int, column: Int? = nil, _ message: String) {
        found.append(
            TraceProblem(
                kind, file: raw.file, line: raw.rows[row].line, column: column ?? raw.rows[row].column, message))
    }

    /// Rows in order of time, the first of those at one instant; a file that runs backwards throughout is in order too.
    mutating func orderedRows(notes: inout [String]) -> [Int] {
        let rows = raw.rows
        let isDescending =
            rows.count > 1 && zip(rows, rows.dropFirst()).allSatisfy { $0.instant >= $1.instant }
            && rows[0].instant > rows[rows.count - 1].instant
        if isDescending {
            notes.append("\(raw.file): rows are in descending order of time.")
        } else {
            for row in rows.indices.dropFirst() where rows[row].instant < rows[row - 1].instant {
                report(.order, row: row, "\(rows[row].instant) comes after \(rows[row - 1].instant)")
            }
        }
        var kept: [Int] = []
        kept.reserveCapacity(rows.count)
        for row in rows.indices.sorted(by: { (rows[$0].instant, $0) < (rows[$1].instant, $1) }) {
            if let last = kept.last, rows[last].instant == rows[row].instant {
                report(.duplicate, row: row, "\(rows[row].instant) stands on line \(rows[last].line) already")
            } else {
                kept.append(row)
            }
        }
        return kept
    }

    /// The grid's step, with a fault for each stamp off it and each missing stretch.
    mutating func grid(_ kept: [Int], _ stamps: [Int], _ lengths: [Int]) -> Int {
        let hasOwnLengths = kept.allSatisfy { raw.rows[$0].seconds != nil }
        var step = lengths.reduce(0, greatestCommonDivisor)
        // Where each row says how long it is, its stamp may be anywhere; else it is a whole number of steps after the first.
        if hasOwnLengths { step = stamps.reduce(step) { greatestCommonDivisor($0, $1 - stamps[0]) } }
        for (position, row) in kept.enumerated() where (stamps[position] - stamps[0]) % step != 0 {
            report(
                .offGrid, row: row,
                "\(raw.rows[row].instant) is not a whole number of \(step) s after \(raw.rows[kept[0]].instant)")
        }
        for position in kept.indices.dropFirst() where (stamps[position] - stamps[0]) % step == 0 {
            let spare = stamps[position] - stamps[position - 1] - lengths[position - 1]
            if spare < 0, (stamps[position - 1] - stamps[0]) % step == 0 {
                report(
                    .offGrid, row: kept[position],
                    "\(raw.rows[kept[position]].instant) lies within the \(lengths[position - 1]) s of the value at"
                        + " \(raw.rows[kept[position - 1]].instant)")
            }
            let missing = spare / step
            guard missing > 0 else { continue }
            let from = UTCInstant(secondsSinceEpoch: stamps[position - 1] + lengths[position - 1])
            report(
                .gap, row: kept[position],
                "\(missing) \(missing == 1 ? "step is" : "steps are") missing before this line, from \(from)")
        }
        return step
    }

    mutating func judgeValues(_ kept: [Int]) {
        for zone in raw.zones {
            for row in kept {
                guard let value = zone.values[row] else {
                    if let fault = zone.faults[row] {
                        found.append(fault)
                    } else {
                        report(.gap, row: row, column: zone.column, "no value for \(zone.name)")
                    }
                    continue
                }
                if !value.isFinite || value > GridSeries.largestIntensity {
                    report(
                        .nonFinite, row: row, column: zone.column,
                        value.isFinite
                            ? "\(value) for \(zone.name) is more than \(GridSeries.largestIntensity) gCO2eq/kWh"
                            : "\(value) for \(zone.name) is not finite")
                } else if value < 0 {
                    report(
                        .negative, row: row, column: zone.column,
                        "\(value) for \(zone.name) is negative; an intensity is at least 0 gCO2eq/kWh")
                }
            }
        }
    }
}

/// Fills the NaN between values and marks them; those before the first and after the last value stay.
func fillGaps(_ line: inout [Double], _ marks: inout [ValueMarks], _ policy: GapPolicy) {
    guard policy == .hold || policy == .linear else { return }
    var last: Int?
    for i in line.indices where !line[i].isNaN {
        if let last, i - last > 1 {
            for j in last + 1..<i {
                // v(j) = v(last) + (v(i) − v(last)) · (j − last)/(i − last)
                line[j] =
                    policy == .hold
                    ? line[last] : line[last] + (line[i] - line[last]) * (Double(j - last) / Double(i - last))
                marks[j] = .filled
            }
        }
        last = i
    }
}

func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? abs(a) : greatestCommonDivisor(b, a % b) }
