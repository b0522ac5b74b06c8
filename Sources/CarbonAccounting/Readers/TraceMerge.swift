import Reproducibility

/// Joins the grids of several files into one trace.
///
/// - Throws: `TraceError` if kinds or scopes differ, if the grids cannot be made one, if two files hold the same step of a
///   zone, or, under `.refuse`, if the zones do not all cover the same span.
func mergeTraces(
    _ parts: [GridSeries], gaps policy: GapPolicy, problems: inout [TraceProblem]
) throws(TraceError) -> CarbonTrace {
    let first = parts[0]
    for part in parts.dropFirst() {
        if part.kind != first.kind {
            throw TraceError(refusing: [
                TraceProblem(
                    .mixed, file: part.file,
                    "\(part.kind.rawValue) intensity, but \(first.file) is \(first.kind.rawValue)")
            ])
        }
        if part.scope != first.scope {
            throw TraceError(refusing: [
                TraceProblem(
                    .mixed, file: part.file,
                    "emissions of scope \(part.scope.rawValue), but \(first.file) has \(first.scope.rawValue)")
            ])
        }
    }

    // The greatest step of which all files' steps and distances are multiples: a value that holds for its whole step holds
    // for each part of it, so nothing is lost.
    let start = parts.map(\.start).min() ?? 0
    let end = parts.map(\.end).max() ?? 0
    let step = parts.reduce(0) { greatestCommonDivisor($0, greatestCommonDivisor($1.stepSeconds, $1.start - start)) }
    var zones: [String] = []
    for part in parts { for zone in part.zones where !zones.contains(zone) { zones.append(zone) } }
    let count = (end - start) / step
    let held = parts.reduce(0) { $0 + $1.stepCount * $1.zones.count }
    guard GridSeries.mayLayOut(cells: count * zones.count, values: held) else {
        throw TraceError(
            "\(parts.map(\.file).joined(separator: ", ")): together \(count) steps of \(step) s for \(zones.count) zones, too many."
                + " Do the files cover the same span?")
    }

    var values = [[Double]](repeating: [Double](repeating: .nan, count: count), count: zones.count)
    var marks = [[ValueMarks]](repeating: [ValueMarks](repeating: [], count: count), count: zones.count)
    var owner = [[String]](repeating: [], count: zones.count)
    var found: [TraceProblem] = []
    for part in parts {
        let repeats = part.stepSeconds / step
        let offset = (part.start - start) / step
        for (p, name) in part.zones.enumerated() {
            guard let z = zones.firstIndex(of: name) else { continue }
            var overlap: Int?
            for (i, value) in part.values[p].enumerated() where !value.isNaN {
                for j in offset + i * repeats..<offset + (i + 1) * repeats {
                    if values[z][j].isNaN {
                        values[z][j] = value
                        marks[z][j] = part.marks[p][i]
                    } else if overlap == nil {
                        overlap = j
                    }
                }
            }
            if let overlap {
                found.append(
                    TraceProblem(
                        .duplicate, file: part.file,
                        "zone \(name) has values from \(UTCInstant(secondsSinceEpoch: start + overlap * step)) on that"
                            + " \(owner[z].joined(separator: ", ")) has already"))
            }
            owner[z].append(part.file)
        }
    }
    for (z, name) in zones.enumerated() {
        fillGaps(&values[z], &marks[z], policy)
        guard policy == .refuse else { continue }
        if let missing = values[z].firstIndex(where: \.isNaN) {
            found.append(
                TraceProblem(
                    .span, file: owner[z].joined(separator: ", "),
                    "zone \(name) has no value at \(UTCInstant(secondsSinceEpoch: start + missing * step)), though the files"
                        + " together cover \(UTCInstant(secondsSinceEpoch: start)) to \(UTCInstant(secondsSinceEpoch: end))"
                ))
        }
    }
    problems += found
    if policy == .refuse, !found.isEmpty { throw TraceError(refusing: found) }

    return CarbonTrace(
        zones: zones, start: UTCInstant(secondsSinceEpoch: start), stepSeconds: step, kind: first.kind,
        scope: first.scope,
        source: distinct(parts.map(\.source)), licence: distinct(parts.map(\.licence)), values: values, marks: marks)
}

private func distinct(_ texts: [String]) -> String {
    var seen: [String] = []
    for text in texts where !text.isEmpty && !seen.contains(text) { seen.append(text) }
    return seen.joined(separator: "; ")
}
