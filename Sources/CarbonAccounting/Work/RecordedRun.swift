import Documents
import Reproducibility

/// A run whose energy somebody measured: a row of codecarbon's `emissions.csv`.
public struct RecordedRun: Sendable, Equatable {
    /// What the file calls it: its project, and its identifier where there is one.
    public let name: String
    public let start: UTCInstant
    /// At least 1; a part of a second counts as a whole one.
    public let seconds: Int
    public let energyKWh: Double
    /// Code of the country as the file has it; nil where it has none.
    public let country: String?
    /// What the file says that it emitted.
    public let reportedGrams: Double?

    public init(
        name: String, start: UTCInstant, seconds: Int, energyKWh: Double, country: String?, reportedGrams: Double?
    ) {
        precondition(seconds >= 1 && energyKWh >= 0, "\(energyKWh) kWh in \(seconds) s")
        (self.name, self.start, self.seconds, self.energyKWh) = (name, start, seconds, energyKWh)
        (self.country, self.reportedGrams) = (country, reportedGrams)
    }
}

extension RecordedRun {
    /// Reads `emissions.csv`: columns `timestamp` (of the end, by the clock of the machine), `duration` in seconds and
    /// `energy_consumed` in kWh; `run_id`, `project_name`, `country_iso_code` and `emissions` in kg where they are there.
    ///
    /// Of several rows with one `run_id`, which codecarbon writes when it flushes, each counts from the start of the run; the longest
    /// stays.
    /// - Parameter options: `timeZone` for stamps without an offset.
    /// - Returns: runs in order of start, and how many rows were parts of others.
    /// - Throws: `TraceError` for another table, a field that is no number, and with a question for bare stamps.
    public static func read(
        _ path: String, _ options: ReadingOptions
    ) throws(TraceError) -> (runs: [RecordedRun], parts: Int) {
        let file = try TraceFile(path, options)
        let table = try file.expectTable()
        func column(_ name: String) throws(TraceError) -> Int {
            guard let index = table.column(name) else {
                throw TraceError(
                    "\(path), line \(table.header.line): no column '\(name)'; expected codecarbon's emissions.csv with timestamp,"
                        + " duration and energy_consumed.")
            }
            return index
        }
        let (stamp, duration) = (try column("timestamp"), try column("duration"))
        let energy = try column("energy_consumed")
        let (run, project) = (table.column("run_id"), table.column("project_name"))
        let (country, emissions) = (table.column("country_iso_code"), table.column("emissions"))
        let ends = try table.starts(
            try StampColumn.guessed(table, stamp, isUTC: false, options: options)
        ) { "\($0.line)" }
        func amount(_ record: CSVTable.Record, _ index: Int) throws(TraceError) -> Double {
            guard let value = try table.number(record, index), value >= 0, value <= 1e12 else {
                throw table.malformed(
                    record, index,
                    "'\(record.fields[index])' in column '\(table.header.fields[index])'; expected a number from 0 on")
            }
            return value
        }
        var runs: [RecordedRun] = []
        var position: [String: Int] = [:]
        var parts = 0
        for (record, end) in zip(table.records, ends) {
            guard let end else { continue }
            func word(_ index: Int?) -> String? { index.map { record.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 } }
            let seconds = try amount(record, duration)
            guard seconds <= 1e9 else {
                throw table.malformed(record, duration, "a run of \(seconds) s; expected seconds")
            }
            let length = max(1, Int(saturating: seconds.rounded(.up)))
            let id = word(run)
            let names = [word(project), id.map { String($0.prefix(8)) }].compactMap(\.self)
            let one = RecordedRun(
                name: names.isEmpty ? "line \(record.line)" : names.joined(separator: " "),
                start: end.adding(seconds: -length), seconds: length, energyKWh: try amount(record, energy),
                country: word(country),
                reportedGrams: try emissions.flatMap { index throws(TraceError) in
                    record.fields[index].isEmpty ? nil : 1000 * (try amount(record, index))
                })
            if let id, let known = position[id] {
                parts += 1
                if one.seconds > runs[known].seconds { runs[known] = one }
            } else {
                if let id { position[id] = runs.count }
                runs.append(one)
            }
        }
        guard !runs.isEmpty else { throw TraceError("\(path): no runs after the header.") }
        return (runs.sorted { ($0.start, $0.name) < ($1.start, $1.name) }, parts)
    }
}
