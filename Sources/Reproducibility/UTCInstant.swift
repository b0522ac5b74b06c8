/// A whole second of Coordinated Universal Time, counted from 1970-01-01T00:00Z without leap seconds.
///
/// The calendar is the proleptic Gregorian one, years 0001 to 9999. Local time never enters: a stamp carries `Z` or an
/// offset, so that the days on which clocks change have 24 hours like all others.
public struct UTCInstant: Sendable, Hashable, Comparable {
    public let secondsSinceEpoch: Int

    public init(secondsSinceEpoch: Int) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Reads `YYYY-MM-DDTHH:MM[:SS[.000]]` followed by `Z` or `±HH:MM`; a blank is allowed in place of the `T`.
    ///
    /// - Parameters:
    ///   - text: the stamp.
    ///   - bareIsUTC: whether a stamp without zone is taken as UTC, as in columns that are named so.
    /// - Throws: `InstantError` for any other spelling, for a day or hour that does not exist, for a fraction of a second
    ///   that is not zero, and for a bare stamp where `bareIsUTC` is false.
    public init(iso8601 text: some StringProtocol, bareIsUTC: Bool = false) throws(InstantError) {
        var scanner = StampScanner(bytes: Array(text.utf8))
        guard let seconds = scanner.secondsSinceEpoch(bareIsUTC: bareIsUTC) else {
            throw InstantError(text: String(text), bareIsUTC: bareIsUTC)
        }
        secondsSinceEpoch = seconds
    }

    /// Midnight at the start of a day, from `YYYY-MM-DD`.
    ///
    /// - Throws: `InstantError` for any other spelling and for a day that does not exist.
    public init(date text: some StringProtocol) throws(InstantError) {
        guard text.utf8.count == 10 else { throw InstantError(text: String(text), bareIsUTC: false) }
        do {
            try self.init(iso8601: text + "T00:00Z")
        } catch {
            throw InstantError(text: String(text), bareIsUTC: false)
        }
    }

    public func adding(seconds: Int) -> UTCInstant { UTCInstant(secondsSinceEpoch: secondsSinceEpoch + seconds) }

    /// Days since 1970-01-01, rounded down.
    public var daysSinceEpoch: Int { floorDivide(secondsSinceEpoch, 86_400) }

    /// Seconds since the last midnight, in 0 ..< 86 400.
    public var secondOfDay: Int { secondsSinceEpoch - daysSinceEpoch * 86_400 }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    public var date: (year: Int, month: Int, day: Int) { civilDate(daysSinceEpoch: daysSinceEpoch) }

    public static func < (a: UTCInstant, b: UTCInstant) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }
}

extension UTCInstant: CustomStringConvertible {
    /// `2020-06-01T00:00Z`; with seconds only where they are not zero.
    public var description: String {
        let (year, month, day) = date
        let (minutes, second) = secondOfDay.quotientAndRemainder(dividingBy: 60)
        let time = "\(padded(minutes / 60)):\(padded(minutes % 60))" + (second == 0 ? "" : ":\(padded(second))")
        return "\(padded(year, width: 4))-\(padded(month))-\(padded(day))T\(time)Z"
    }

    private func padded(_ number: Int, width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension UTCInstant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(iso8601: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A stamp that is not an instant.
public struct InstantError: Error, Equatable, CustomStringConvertible {
    public let text: String
    let bareIsUTC: Bool

    package init(text: String, bareIsUTC: Bool) { (self.text, self.bareIsUTC) = (text, bareIsUTC) }

    public var description: String {
        "'\(text)' is not an instant: expected ISO 8601 such as 2020-06-01T00:00Z or 2020-06-01T02:00+02:00"
            + (bareIsUTC ? " (or 2020-06-01 00:00:00, taken as UTC)" : "; local time without an offset is not accepted")
    }
}

/// Days of a Gregorian date since 1970-01-01; source: Howard Hinnant, "chrono-compatible low-level date algorithms".
package func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year  // the year begins in March, so that the leap day is its last
    let era = floorDivide(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

package func civilDate(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = floorDivide(z, 146_097)
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

package func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

package func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }

private struct StampScanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func secondsSinceEpoch(bareIsUTC: Bool) -> Int? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2), take("T") || take(" "), let clock = hoursAndMinutes(),
            1...9999 ~= year, 1...12 ~= month, 1...daysInMonth(month, year: year) ~= day
        else { return nil }
        var second = 0
        if take(":") {
            guard let value = number(digits: 2), 0...59 ~= value else { return nil }
            second = value
            if take(".") {
                let start = position
                while take("0") {}
                if position == start { return nil }
            }
        }
        var offset = 0
        if take("+") {
            guard let value = hoursAndMinutes() else { return nil }
            offset = value
        } else if take("-") {
            guard let value = hoursAndMinutes() else { return nil }
            offset = -value
        } else if !take("Z") {
            guard bareIsUTC else { return nil }
        }
        guard position == bytes.count else { return nil }
        return Reproducibility.daysSinceEpoch(year: year, month: month, day: day) * 86_400 + clock + second - offset
    }

    private mutating func hoursAndMinutes() -> Int? {
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), 0...23 ~= hour, 0...59 ~= minute
        else { return nil }
        return hour * 3_600 + minute * 60
    }

    private mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + digits] {
            guard 48...57 ~= byte else { return nil }
            value = value * 10 + Int(byte) - 48
        }
        position += digits
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}
