import Documents
import Foundation
import Reproducibility

/// The list of marked values beside a native file: `utc,zone,mark,steps`, a line for each run of steps with one mark.
///
/// Without a column `mark` all listed values are estimated, without `steps` each line is one step; further columns do not count.
enum MarkList {
    static func path(for csv: String) -> String { (csv as NSString).deletingPathExtension + ".marks.csv" }

    /// Nil where nothing is marked.
    static func text(of trace: CarbonTrace) -> String? {
        var lines: [String] = []
        for (zone, name) in trace.zones.enumerated() {
            for mark in ValueMark.allCases {
                var step = 0
                while step < trace.stepCount {
                    guard trace.marks(zone: zone, step: step).contains(mark) else {
                        step += 1
                        continue
                    }
                    let first = step
                    while step < trace.stepCount, trace.marks(zone: zone, step: step).contains(mark) { step += 1 }
                    let stamp = trace.start.adding(seconds: first * trace.stepSeconds)
                    lines.append("\(stamp),\(quotedField(name)),\(mark.rawValue),\(step - first)")
                }
            }
        }
        return lines.isEmpty ? nil : "utc,zone,mark,steps\n" + lines.joined(separator: "\n") + "\n"
    }
}

extension RawSeries {
    /// Marks the values that a list names.
    ///
    /// - Throws: `TraceError` for a list without `utc` and `zone` (or `country`), an unknown mark, and for a zone or an instant
    ///   that the series does not have.
    mutating func apply(_ list: CSVTable) throws(TraceError) {
        guard let stamp = list.column("utc"), let name = list.column("zone", "country") else {
            throw TraceError("\(list.file), line \(list.header.line): no columns 'utc' and 'zone' of marked values.")
        }
        let (marks, steps) = (list.column("mark"), list.column("steps"))
        let rowOf = Dictionary(rows.indices.map { (rows[$0].instant, $0) }) { first, _ in first }
        for record in list.records {
            let instant: UTCInstant
            do throws(InstantError) { instant = try UTCInstant(iso8601: record.fields[stamp]) } catch {
                throw list.malformed(record, stamp, error.description)
            }
            guard let zone = zones.firstIndex(where: { $0.name == record.fields[name] }) else {
                throw list.malformed(record, name, "no zone '\(record.fields[name])' in \(file)")
            }
            guard let first = rowOf[instant] else {
                throw list.malformed(record, stamp, "no row \(instant) in \(file)")
            }
            var mark = ValueMark.estimated
            if let marks {
                guard let word = ValueMark(rawValue: record.fields[marks]) else {
                    let known = ValueMark.allCases.map(\.rawValue).joined(separator: ", ")
                    throw list.malformed(record, marks, "'\(record.fields[marks])' is no mark; expected \(known)")
                }
                mark = word
            }
            var count = 1
            if let steps {
                guard let number = Int(record.fields[steps]), number > 0, number <= rows.count - first else {
                    throw list.malformed(
                        record, steps,
                        "'\(record.fields[steps])' steps from \(instant), where \(file) has \(rows.count - first)")
                }
                count = number
            }
            for row in first..<first + count { zones[zone].mark(ValueMarks(mark), row: row) }
        }
    }
}
