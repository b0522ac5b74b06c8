import Reproducibility

/// The values of one file on a regular grid, with the faults found on the way.
struct GridSeries {
    let file: String
    var start: Int
    let stepSeconds: Int
    let zones: [String]
    /// zones × steps; NaN where there is no value.
    var values: [[Double]]
    /// Values that the source calls estimated, by zone.
    let estimatedCount: [Int]
    let kind: SignalKind
    let scope: EmissionScope
    let source: String
    let licence: String

    var stepCount: Int { values.first?.count ?? 0 }
    var end: Int { start + stepCount * stepSeconds }

    /// Largest grid that is laid out: 50 years of half-hours for 100 zones are below it, a stamp of a wrong century is not.
    static let largestCellCount = 100_000_000
    /// More than any grid emits [gCO2eq/kWh]; the dirtiest fuels are near 1,500.
    static let largestIntensity = 1_000_000.0

    /// Puts the rows of a file on its grid.
    ///
    /// - Throws: `TraceError` if the file has no rows, no single step, a stamp off the grid, or, under `.refuse`, any fault.
    init(_ raw: RawSeries, gaps policy: GapPolicy, problems: inout [TraceProblem]) throws(TraceError) {
        var found: [TraceProblem] = []
        func report(_ kind: TraceProblem.Kind, row: Int, column: Int? = nil, _ message: String) {
            found.append(
                TraceProblem(
                    kind, file: raw.file, line: raw.rows[row].line, column: column ?? raw.rows[row].column, message))
        }
        guard !raw.rows.isEmpty else { throw TraceError("\(raw.file): no values after the header.") }

        for row in raw.rows.indices.dropFirst() where raw.rows[row].instant < raw.rows[row - 1].instant {
            report(.order, row: row, "\(raw.rows[row].instant) comes after \(raw.rows[row - 1].instant)")
        }
        // Order of time; rows of the same instant stay in the order of the file.
        for zone in raw.zones
        where zone.name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw TraceError("\(raw.file): the zone name \(zone.name.debugDescription) holds a control character.")
        }
        let order = raw.rows.indices.sorted { (raw.rows[$0].instant, $0) < (raw.rows[$1].instant, $1) }
        var kept: [Int] = []
        kept.reserveCapacity(order.count)
        for row in order {
            if let last = kept.last, raw.rows[last].instant == raw.rows[row].instant {
                report(.duplicate, row: row, "\(raw.rows[row].instant) stands on line \(raw.rows[last].line) already")
            } else {
                kept.append(row)
            }
        }
        let stamps = kept.map { raw.rows[$0].instant.secondsSinceEpoch }
        let step: Int
        if let said = raw.stepSeconds { step = said } else { step = try Self.commonStep(stamps, file: raw.file) }
        for (position, row) in kept.enumerated() where (stamps[position] - stamps[0]) % step != 0 {
            report(
                .offGrid, row: row,
                "\(raw.rows[row].instant) is not a whole number of \(step) s after \(raw.rows[kept[0]].instant)")
        }
        for position in kept.indices.dropFirst() {
            let missing = (stamps[position] - stamps[position - 1]) / step - 1
            guard missing > 0 else { continue }
            let from = UTCInstant(secondsSinceEpoch: stamps[position - 1] + step)
            report(
                .gap, row: kept[position],
                "\(missing) \(missing == 1 ? "step is" : "steps are") missing before this line, from \(from)")
        }
        for zone in raw.zones {
            for row in kept {
                guard let value = zone.values[row] else {
                    report(.gap, row: row, column: zone.column, "no value for \(zone.name)")
                    continue
                }
                if !value.isFinite || value > Self.largestIntensity {
                    report(
                        .nonFinite, row: row, column: zone.column,
                        value.isFinite
                            ? "\(value) for \(zone.name) is more than \(Self.largestIntensity) gCO2eq/kWh"
                            : "\(value) for \(zone.name) is not finite")
                } else if value < 0 {
                    report(
                        .negative, row: row, column: zone.column,
                        "\(value) for \(zone.name) is negative; an intensity is at least 0 gCO2eq/kWh")
                }
            }
        }
        found.sort { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        problems += found
        let refused = policy == .refuse ? found : found.filter { !$0.kind.isCoveredByGapPolicy }
        if !refused.isEmpty { throw TraceError(refusing: refused) }

        let count = (stamps[stamps.count - 1] - stamps[0]) / step + 1
        guard count <= Self.largestCellCount / max(1, raw.zones.count) else {
            throw TraceError(
                "\(raw.file): \(UTCInstant(secondsSinceEpoch: stamps[0])) to \(UTCInstant(secondsSinceEpoch: stamps[stamps.count - 1]))"
                    + " are \(count) steps of \(step) s for \(raw.zones.count) zones, too many. Is a year wrong?")
        }
        file = raw.file
        start = stamps[0]
        stepSeconds = step
        zones = raw.zones.map(\.name)
        values = raw.zones.map { zone in
            var line = [Double](repeating: .nan, count: count)
            for (position, row) in kept.enumerated() {
                if let value = zone.values[row], 0...Self.largestIntensity ~= value {
                    line[(stamps[position] - stamps[0]) / step] = value
                }
            }
            fillGaps(&line, policy)
            return line
        }
        estimatedCount = raw.zones.map { zone in kept.count { zone.estimated.contains($0) } }
        kind = raw.kind
        scope = raw.scope
        source = raw.source
        licence = raw.licence
    }

    /// The most common distance of neighbouring stamps (the smaller of two equally common ones).
    private static func commonStep(_ stamps: [Int], file: String) throws(TraceError) -> Int {
        var counts: [Int: Int] = [:]
        for (a, b) in zip(stamps, stamps.dropFirst()) { counts[b - a, default: 0] += 1 }
        guard let best = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }) else {
            throw TraceError(
                "\(file): one stamp does not tell the step. Give at least two rows, or 'step_seconds:' in the sidecar of a native file."
            )
        }
        return best.key
    }
}

/// Fills the NaN between values; those before the first and after the last value stay.
func fillGaps(_ line: inout [Double], _ policy: GapPolicy) {
    guard policy == .hold || policy == .linear else { return }
    var last: Int?
    for i in line.indices where !line[i].isNaN {
        if let last, i - last > 1 {
            for j in last + 1..<i {
                // v(j) = v(last) + (v(i) − v(last)) · (j − last)/(i − last)
                line[j] =
                    policy == .hold
                    ? line[last] : line[last] + (line[i] - line[last]) * (Double(j - last) / Double(i - last))
            }
        }
        last = i
    }
}
