import Documents
import Foundation
import Reproducibility

/// How the stamps of a column are written, and what they mean.
struct StampColumn {
    /// Where stamps without an offset belong.
    enum Clock {
        case utc
        case local(TimeZone)
        /// Every stamp must have an offset.
        case offsetNeeded
    }

    let index: Int
    var clock: Clock
    /// Needed where the year is last.
    var order: DateOrder?
    /// Whether a stamp is the end of its step; then `secondsToStart` before it is the start.
    var secondsToStart = 0
    /// Seconds since 1970, or thousandths of them.
    var epochUnitsPerSecond: Int?
}

extension StampColumn {
    /// Turns the stamps of a table into instants, row by row in the order of the file.
    struct Reader {
        let column: StampColumn
        private let file: String
        private var clock: LocalClock?

        init(_ column: StampColumn, file: String) {
            (self.column, self.file) = (column, file)
            if case .local(let zone) = column.clock { clock = LocalClock(zone) }
        }

        /// The instant at which the row's step starts; nil where the clock skipped the hour.
        ///
        /// - Parameter key: the series of the row, for hours that come twice.
        /// - Throws: `InstantError` for a text that is no stamp, or that lacks an offset.
        mutating func start(_ text: String, key: String = "") throws(InstantError) -> UTCInstant? {
            if let units = column.epochUnitsPerSecond {
                guard let count = Int(text), count % units == 0, abs(count / units) < 253_402_300_800 else {
                    throw InstantError(text: text, bareIsUTC: false)
                }
                return UTCInstant(secondsSinceEpoch: count / units - column.secondsToStart)
            }
            let isBareUTC = if case .utc = column.clock { true } else { false }
            guard let stamp = CivilStamp(text, order: column.order) else {
                throw InstantError(text: text, bareIsUTC: isBareUTC)
            }
            let second: Int?
            if let offset = stamp.offset {
                second = stamp.seconds - offset
            } else {
                switch column.clock {
                case .utc: second = stamp.seconds
                case .local: second = clock?.instant(of: stamp.seconds, key: key)
                case .offsetNeeded: throw InstantError(text: text, bareIsUTC: false)
                }
            }
            return second.map { UTCInstant(secondsSinceEpoch: $0 - column.secondsToStart) }
        }
    }

    /// The order of day and month in dates whose year is last, as the stamps of the column show it.
    ///
    /// Nil where no date needs it.
    /// - Throws: `TraceError` with a question where every date can be read both ways.
    static func dateOrder(
        _ table: CSVTable, column: Int, given: DateOrder?
    ) throws(TraceError) -> DateOrder? {
        if let given { return given }
        var sawNumbers = false
        for record in table.records {
            guard let (first, second) = CivilStamp.leadingNumbers(record.fields[column]) else { continue }
            // Dates with dots are written with the day in front everywhere.
            if first > 12 || record.fields[column].prefix(6).contains(".") { return .dayMonth }
            if second > 12 { return .monthDay }
            sawNumbers = true
        }
        guard sawNumbers else { return nil }
        let example = table.records.first?.fields[column] ?? ""
        throw TraceError(
            "\(table.file), column \(column + 1): '\(example)' and all other dates can be read with the day or the month in"
                + " front.", asking: .dateOrder)
    }
}
