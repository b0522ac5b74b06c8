import Foundation

/// What a reader is told beside the files: what to choose where a file has several, and what a file does not say.
public struct ReadingOptions: Sendable {
    public var gaps: GapPolicy = .refuse
    /// The scope that is wanted; nil takes what the files have, and life cycle where a file has both.
    public var scope: EmissionScope?
    /// What the intensity answers for, for files that do not say it.
    public var kind: SignalKind?
    /// The zones to take from files that name theirs, all if empty; the zone's name for a file that names none.
    public var zones: [String] = []
    /// Emission factors for generation by fuel; nil takes those that come with the library.
    public var factors: FuelFactors?
    /// Columns of a table of generation that are no fuels, such as exchange with neighbours.
    public var ignoredColumns: [String] = []
    public var negative: NegativeGeneration = .zero
    public var authorityValues: AuthorityValues = .adjusted
    /// Where the columns are, for files of no known layout.
    public var columns: ColumnMapping?
    /// The zone of stamps that are local time without an offset.
    public var timeZone: TimeZone?
    public var dateOrder: DateOrder?
    /// The day of a file that has times of day alone.
    public var day: String?
    public var delimiter: FieldDelimiter?
    public var decimalMark: DecimalMark?
    /// For how long a value holds, for files whose stamps do not show it.
    public var interval: ValueInterval?
    /// Which of several forecasts in a file: the instant at which it was made.
    public var issued: String?

    public init(gaps: GapPolicy = .refuse, scope: EmissionScope? = nil) {
        (self.gaps, self.scope) = (gaps, scope)
    }
}

/// What separates the fields of a table.
public enum FieldDelimiter: String, Sendable, Codable, CaseIterable {
    case comma, semicolon, tab

    var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: UInt8(ascii: "\t")
        }
    }
}

/// What stands before the decimals of a number.
public enum DecimalMark: String, Sendable, Codable, CaseIterable {
    case point, comma
}

/// For how long a value holds: a fixed length, or a month or year of the calendar.
public enum ValueInterval: Sendable, Equatable {
    case seconds(Int)
    case month, year

    /// `300`, `halfHour`, `hour`, `day`, `month` or `year`.
    public init?(_ text: String) {
        let words: [String: ValueInterval] = [
            "halfHour": .seconds(1800), "hour": .seconds(3600), "day": .seconds(86_400), "month": .month, "year": .year,
        ]
        if let word = words[text] {
            self = word
        } else if let seconds = Int(text), 1...31_622_400 ~= seconds {
            self = .seconds(seconds)
        } else {
            return nil
        }
    }
}

/// Which values of EIA-930 count: those that the balancing authority reported, or those that EIA put in their place where they
/// were missing or implausible.
public enum AuthorityValues: String, Sendable, Codable, CaseIterable {
    case adjusted, reported
}

/// What becomes of negative generation, which meters show when a plant uses more than it makes.
public enum NegativeGeneration: String, Sendable, Codable, CaseIterable {
    /// It counts as 0, and the hour is marked as clipped.
    case zero
    /// It is a fault.
    case refuse
    /// It is taken off generation and, times its factor, off emissions.
    case net
}
