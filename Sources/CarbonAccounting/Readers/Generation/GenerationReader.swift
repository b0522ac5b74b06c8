import Documents
import Foundation
import Reproducibility

/// Reads generation by fuel from a table with a column for each fuel, all in one unit of power or energy.
///
/// The stamp is in a column named `utc`, `UTC time`, `Datetime (UTC)`, `timestamp`, `Interval Start` or the like; where neither the
/// name nor the stamps say the offset, the time zone must be given.
enum GenerationReader {
    /// Columns beside the fuels, by their letters.
    private static let otherColumns: Set = [
        "", "area", "carbonintensity", "unnamed0", "total", "demand", "demandforecast", "totalinterchange", "time",
        "netgeneration", "generation", "lowcarbon", "zerocarbon", "renewable", "renewables", "fossil", "intervalstart",
        "intervalend",
    ]

    /// Words by which a column is taken for a fuel where no table of factors is at hand.
    private static let commonFuels: Set = [
        "coal", "gas", "oil", "nuclear", "hydro", "solar", "wind", "biomass", "geothermal", "other", "fossilgas",
        "fossilhardcoal", "windonshore", "windoffshore", "waste", "unknown",
    ]

    /// Whether this looks like generation and not like intensity by zone: a stamp and two or more columns named as fuels.
    static func matches(_ file: TraceFile) -> Bool {
        guard let table = file.table else { return false }
        return stampColumn(table) != nil && table.header.fields.count { commonFuels.contains(FuelFactors.key($0)) } >= 2
    }

    private static let utcNames: Set = ["utc", "utctime", "datetimeutc", "timestamputc", "utctimestamp", "utcdatetime"]
    private static let bareNames = ["intervalstart", "intervalstartlocal", "timestamp", "datetime", "time", "date"]

    private static func stampColumn(_ table: CSVTable) -> (index: Int, isUTC: Bool)? {
        let keys = table.header.fields.map(lettersAndDigits)
        if let index = keys.firstIndex(where: utcNames.contains) { return (index, true) }
        for name in bareNames { if let index = keys.firstIndex(of: name) { return (index, false) } }
        return nil
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        guard let found = stampColumn(table) else {
            throw TraceError("\(file.path), line \(table.header.line): no column of instants.", asking: .columns)
        }
        let column = try StampColumn.guessed(table, found.index, isUTC: found.isUTC, options: options)
        return [try read(file, stamps: column, options: options)]
    }

    /// - Parameter stamps: the column of instants.
    static func read(
        _ file: TraceFile, stamps: StampColumn, options: ReadingOptions
    ) throws(TraceError) -> RawSeries {
        let table = try file.expectTable()
        var long = LongGeneration(file: file.path, sortsRows: false)
        let fuels = table.header.fields.indices.filter { index in
            let name = table.header.fields[index]
            return index != stamps.index && !otherColumns.contains(FuelFactors.key(name))
                && !name.hasSuffix("perc")
        }
        let instants = try table.starts(stamps)
        for (record, instant) in zip(table.records, instants) {
            guard let instant else { continue }
            for index in fuels {
                long.add(
                    zone: "", instant, fuel: table.header.fields[index], try table.amount(record, index),
                    line: record.line, fuelColumn: index + 1)
            }
        }
        guard !table.records.isEmpty else { throw TraceError("\(file.path): no values after the header.") }
        return try long.series(
            format: .generation, options: options,
            source: "generation by fuel in \((file.path as NSString).lastPathComponent)")[0]
    }
}

extension CSVTable {
    /// The amount in a field.
    func amount(_ record: Record, _ column: Int) throws(TraceError) -> GenerationMix.Amount {
        guard let amount = GenerationMix.Amount(record.fields[column]) else {
            throw malformed(
                record, column,
                "'\(record.fields[column])' in column '\(header.fields[column])' is neither a number nor n/e, n/a or -")
        }
        return amount
    }

    /// The start of each record's step, in the order of the file; nil for an hour that the local clock skipped, whose record
    /// must hold no numbers.
    func starts(
        _ column: StampColumn, key: (Record) -> String = { _ in "" }
    ) throws(TraceError) -> [UTCInstant?] {
        var reader = StampColumn.Reader(column, file: file)
        var instants = [UTCInstant?](repeating: nil, count: records.count)
        let isDescending = isDescending(column)
        for index in isDescending ? Array(records.indices.reversed()) : Array(records.indices) {
            let record = records[index]
            do throws(InstantError) {
                instants[index] = try reader.start(record.fields[column.index], key: key(record))
            } catch {
                throw malformed(record, column.index, error.description)
            }
            if instants[index] == nil {
                let others = record.fields.indices.filter { $0 != column.index }
                if others.contains(where: { groupedNumber(record.fields[$0]) != nil }) {
                    throw malformed(
                        record, column.index,
                        "'\(record.fields[column.index])' does not exist in the given time zone, whose clock skips it")
                }
            }
        }
        return instants
    }

    private func isDescending(_ column: StampColumn) -> Bool {
        guard let first = records.first.flatMap({ CivilStamp($0.fields[column.index], order: column.order) }),
            let last = records.last.flatMap({ CivilStamp($0.fields[column.index], order: column.order) })
        else { return false }
        return first.seconds > last.seconds
    }
}

extension StampColumn {
    /// The column's reading where its name, its stamps or the options say all of it.
    ///
    /// - Throws: `TraceError` with a question where the time zone or the order of day and month stays open.
    static func guessed(
        _ table: CSVTable, _ index: Int, isUTC: Bool, options: ReadingOptions
    ) throws(TraceError) -> StampColumn {
        let order = try dateOrder(table, column: index, given: options.dateOrder)
        if isUTC { return StampColumn(index: index, clock: .utc, order: order) }
        if let zone = options.timeZone { return StampColumn(index: index, clock: .local(zone), order: order) }
        if let record = table.records.first(where: {
            let stamp = CivilStamp($0.fields[index], order: order)
            return stamp != nil && stamp?.offset == nil
        }) {
            throw TraceError(
                "\(table.file), line \(record.line), column \(index + 1): '\(record.fields[index])' does not say its time zone.",
                asking: .timeZone)
        }
        return StampColumn(index: index, clock: .offsetNeeded, order: order)
    }
}

extension TraceFormat {
    public static let generation = TraceFormat(
        "generation", "any table with a column of generation for each fuel, made an intensity by factors", .startOfStep,
        example: "utc,coal,gas,wind\n2020-06-01T00:00Z,100,250,900"
    ) {
        GenerationReader.matches($0)
    } read: { file, options throws(TraceError) in
        try GenerationReader.read(file, options: options)
    }
}
