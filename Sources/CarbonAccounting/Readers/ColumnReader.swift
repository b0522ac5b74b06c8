import Documents
import Foundation
import Reproducibility

/// Reads a table of no known layout by the columns that are named, and says what it takes from the table itself.
enum ColumnReader {
    static func read(
        _ file: TraceFile, _ mapping: ColumnMapping, options: ReadingOptions
    ) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard !table.records.isEmpty else { throw TraceError("\(file.path): no values after the header.") }
        var notes: [String] = []
        let zone = try mapping.zone.map { name throws(TraceError) in try index(of: name, in: table) }
        let time = try timeColumn(table, mapping, &notes)
        let value = try valueColumn(table, mapping, besides: [time, zone], &notes)
        let units = try units(table, value, mapping, &notes)
        let mark = try decimalMark(table, value, options, &notes)
        let stamps = try stampColumn(table, time, mapping, options, &notes)
        let kind = options.kind ?? .average
        if options.kind == nil { notes.append("\(file.path): taken as average intensity.") }

        var order: [String] = []
        var byZone: [String: RawSeries] = [:]
        let instants = try table.starts(stamps) { record in zone.map { record.fields[$0] } ?? "" }
        for (record, instant) in zip(table.records, instants) {
            guard let instant else { continue }
            let name = zone.map { record.fields[$0] } ?? ""
            if let zone, name.isEmpty { throw table.malformed(record, zone, "the zone has no name") }
            var series =
                byZone.removeValue(forKey: name)
                ?? RawSeries(
                    file: file.path, format: .columns, kind: kind, scope: options.scope ?? .unknown, source: file.path,
                    rows: [],
                    zones: [
                        RawSeries.Zone(
                            name: name.isEmpty ? options.zones.first ?? stem(of: file.path) : name, column: value + 1,
                            values: [])
                    ], namesZones: zone != nil)
            if series.rows.isEmpty { order.append(name) }
            series.rows.append(RawSeries.Row(instant: instant, line: record.line))
            let number = try number(table, record, value, mark).map { $0 * units.gramsPerKWh }
            series.zones[0].values.append(number)
            byZone[name] = series
        }
        var all = order.compactMap { byZone[$0] }
        guard !all.isEmpty else { throw TraceError("\(file.path): no values.") }
        if mapping.stamps == .end { for index in all.indices { try shiftToStarts(&all[index], options) } }
        all[0].notes = notes
        return all
    }

    /// Index of a column by its name, compared without case, or its number.
    private static func index(of name: String, in table: CSVTable) throws(TraceError) -> Int {
        let fields = table.header.fields
        let found = fields.indices.filter { fields[$0].lowercased() == name.lowercased() }
        if found.count == 1 { return found[0] }
        if found.isEmpty, let number = Int(name), fields.indices.contains(number - 1) { return number - 1 }
        let names = fields.enumerated().map { "\($0 + 1) '\($1)'" }.joined(separator: ", ")
        let hint = nearMiss(name, among: fields).map { " Did you mean '\($0)'?" } ?? ""
        let what =
            found.count > 1 ? "\(found.count) columns are called '\(name)'; give a number" : "no column '\(name)'"
        throw TraceError("\(table.file), line \(table.header.line): \(what).\(hint) There are: \(names).")
    }

    private static func timeColumn(
        _ table: CSVTable, _ mapping: ColumnMapping, _ notes: inout [String]
    ) throws(TraceError) -> Int {
        if let name = mapping.time { return try index(of: name, in: table) }
        let found = table.header.fields.indices.filter { column in
            CivilStamp(table.records[0].fields[column], order: .dayMonth) != nil
                || CivilStamp(table.records[0].fields[column], order: .monthDay) != nil
        }
        guard found.count == 1 else {
            throw TraceError(
                "\(table.file), line \(table.records[0].line): \(found.count) columns have stamps; one must be named.",
                asking: .columns)
        }
        notes.append("\(table.file): time is taken from column \(found[0] + 1) '\(table.header.fields[found[0]])'.")
        return found[0]
    }

    private static func valueColumn(
        _ table: CSVTable, _ mapping: ColumnMapping, besides others: [Int?], _ notes: inout [String]
    ) throws(TraceError) -> Int {
        if let name = mapping.value { return try index(of: name, in: table) }
        let found = table.header.fields.indices.filter { column in
            // An unnamed column is an index.
            !others.contains(column) && !table.header.fields[column].isEmpty
                && decimalNumber(table.records[0].fields[column].replacing(",", with: "")) != nil
        }
        guard found.count == 1 else {
            throw TraceError(
                "\(table.file), line \(table.records[0].line): \(found.count) columns have numbers; one must be named.",
                asking: .columns)
        }
        notes.append("\(table.file): values are taken from column \(found[0] + 1) '\(table.header.fields[found[0]])'.")
        return found[0]
    }

    private static func units(
        _ table: CSVTable, _ column: Int, _ mapping: ColumnMapping, _ notes: inout [String]
    ) throws(TraceError) -> ColumnMapping.Units {
        if let units = mapping.units { return units }
        let name = table.header.fields[column].lowercased().replacing("₂", with: "2")
        let found: ColumnMapping.Units?
        if name.contains(/\bg(co2)?(e|eq)?(_|\/| per )kwh/) {
            found = .gramsPerKWh
        } else if name.contains(/\blbs?(_?co2)?(e|eq)?(_|\/| per |_per_)mwh/) {
            found = .poundsPerMWh
        } else if name.contains(/\bkg(_?co2)?(e|eq)?(_|\/| per |_per_)mwh/) {
            found = .kilogramsPerMWh
        } else {
            found = nil
        }
        guard let found else {
            throw TraceError(
                "\(table.file), line \(table.header.line), column \(column + 1): '\(table.header.fields[column])' does not say its"
                    + " units.", asking: .units)
        }
        notes.append("\(table.file): values are in \(found.rawValue), after the column's name.")
        return found
    }

    /// What stands before decimals: a comma where one is followed by other than three digits, and no number has both.
    private static func decimalMark(
        _ table: CSVTable, _ column: Int, _ options: ReadingOptions, _ notes: inout [String]
    ) throws(TraceError) -> DecimalMark {
        if let mark = options.decimalMark { return mark }
        var doubtful: CSVTable.Record?
        var hasPoint = false
        for record in table.records {
            let field = record.fields[column]
            if field.contains(".") { hasPoint = true }
            guard field.contains(",") else { continue }
            if groupedNumber(field) == nil {
                notes.append("\(table.file): decimals are after a comma, as in \(field).")
                return .comma
            }
            doubtful = doubtful ?? record
        }
        guard let doubtful, !hasPoint else { return .point }
        throw TraceError(
            "\(table.file), line \(doubtful.line), column \(column + 1): '\(doubtful.fields[column])' may have decimals or"
                + " thousands after its comma.", asking: .decimalMark)
    }

    private static func number(
        _ table: CSVTable, _ record: CSVTable.Record, _ column: Int, _ mark: DecimalMark
    ) throws(TraceError) -> Double? {
        let field = record.fields[column]
        if field.isEmpty { return nil }
        let value: Double?
        switch mark {
        case .point: value = groupedNumber(field)
        case .comma:
            // 1.234,5: points group thousands where there is a comma
            value =
                field.contains(".")
                ? groupedNumber(String(field.map { $0 == "." ? "," : $0 == "," ? "." : $0 }))
                : decimalNumber(field.replacing(",", with: "."))
        }
        guard let value else {
            throw table.malformed(
                record, column, "'\(field)' in column '\(table.header.fields[column])' is not a number")
        }
        return value
    }

    private static func stampColumn(
        _ table: CSVTable, _ column: Int, _ mapping: ColumnMapping, _ options: ReadingOptions, _ notes: inout [String]
    ) throws(TraceError) -> StampColumn {
        let name = table.header.fields[column]
        let counts = table.records.map { Int($0.fields[column]) }
        if let first = counts[0], counts.allSatisfy({ $0 != nil }), table.records[0].fields[column].count >= 9 {
            let isMillis = first > 100_000_000_000
            notes.append("\(table.file): stamps are \(isMillis ? "milliseconds" : "seconds") since 1970 in UTC.")
            return StampColumn(index: column, clock: .utc, epochUnitsPerSecond: isMillis ? 1000 : 1)
        }
        let isUTC = options.timeZone == nil && lettersAndDigits(name).contains("utc")
        if isUTC { notes.append("\(table.file): stamps without an offset are in UTC, after the column's name.") }
        let stamps = try StampColumn.guessed(table, column, isUTC: isUTC, options: options)
        if let order = stamps.order, options.dateOrder == nil {
            let front = order == .dayMonth ? "day" : "month"
            notes.append("\(table.file): dates have the \(front) in front, as in \(table.records[0].fields[column]).")
        }
        return stamps
    }

    /// Moves stamps from the ends of their steps to the starts.
    private static func shiftToStarts(_ series: inout RawSeries, _ options: ReadingOptions) throws(TraceError) {
        let order = series.rows.indices.sorted { series.rows[$0].instant < series.rows[$1].instant }
        let step: Int
        if case .seconds(let seconds)? = options.interval {
            step = seconds
        } else {
            let lengths = try StepLengths(
                distinct(order.map { series.rows[$0] }), said: options.interval, file: series.file)
            guard let first = lengths.seconds.first, lengths.seconds.allSatisfy({ $0 == first }) else {
                throw TraceError("\(series.file): stamps that end steps of several lengths.", asking: .interval)
            }
            step = first
        }
        series.rows = series.rows.map {
            RawSeries.Row(instant: $0.instant.adding(seconds: -step), line: $0.line, seconds: step)
        }
    }

    private static func distinct(_ rows: [RawSeries.Row]) -> [RawSeries.Row] {
        rows.enumerated().filter { $0 == 0 || rows[$0 - 1].instant != $1.instant }.map(\.element)
    }
}

extension TraceFormat {
    /// Not in the registry: a file has it only because it is said to.
    public static let columns = TraceFormat(
        "columns", "any other table, by the columns that are named", .startOfStep,
        example: "time;intensity gCO2eq/kWh\n01.06.2020 00:00;303,5"
    ) { _ in
        false
    } read: { file, options throws(TraceError) in
        guard let columns = options.columns else {
            throw TraceError("\(file.path): no columns are named.", asking: .columns)
        }
        return try ColumnReader.read(file, columns, options: options)
    }
}
