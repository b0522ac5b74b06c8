import Reproducibility

/// The order of day, month and year in dates written with numbers alone.
///
/// A year of four digits in front is always read as year, month, day.
public enum DateOrder: String, Sendable, Codable, CaseIterable {
    case dayMonth = "dmy"
    case monthDay = "mdy"
}

/// A date and a time of day as a file spells them, with the offset from UTC where it has one.
///
/// Read are `2020-06-01T00:00Z`, `2020-06-01 02:00:00.000+02:00`, `2020-06-01T01`, `01.06.2020 00:00`, `6/1/2020 1:00:00 AM` and
/// dates without a time of day (midnight).
package struct CivilStamp: Equatable {
    /// Seconds from 1970-01-01 00:00 to this reading of the clock.
    package var seconds: Int
    /// Seconds that the clock is ahead of UTC, where the text says so.
    package var offset: Int?

    /// Nil for any other spelling, a day or hour that does not exist, and a fraction of a second that is not zero.
    ///
    /// - Parameter order: needed where the year is last; nil refuses those.
    package init?(_ text: some StringProtocol, order: DateOrder? = nil) {
        var scanner = StampTextScanner(bytes: Array(text.utf8))
        guard let stamp = scanner.stamp(order: order) else { return nil }
        self = stamp
    }

    package init(seconds: Int, offset: Int?) { (self.seconds, self.offset) = (seconds, offset) }

    /// The numbers in front of a date whose year is last, for finding out which of them is the day.
    static func leadingNumbers(_ text: some StringProtocol) -> (first: Int, second: Int)? {
        var scanner = StampTextScanner(bytes: Array(text.utf8))
        guard let first = scanner.number(1...2), let separator = scanner.separator(),
            let second = scanner.number(1...2),
            scanner.take(separator), scanner.number(4...4) != nil
        else { return nil }
        return (first, second)
    }
}

private struct StampTextScanner {
    let bytes: [UInt8]
    var position = 0

    mutating func stamp(order: DateOrder?) -> CivilStamp? {
        guard let (days, isYearFirst) = date(order) else { return nil }
        var seconds = days * 86_400
        if position < bytes.count, take("T") || takeBlanks() {
            guard position < bytes.count, let clock = timeOfDay(isYearFirst ? 2...2 : 1...2) else { return nil }
            seconds += clock
        }
        let offset = self.offset()
        guard position == bytes.count else { return nil }
        return CivilStamp(seconds: seconds, offset: offset)
    }

    /// After a year in front all numbers have two digits: one that is cut off is not taken for a smaller one.
    private mutating func date(_ order: DateOrder?) -> (days: Int, isYearFirst: Bool)? {
        let start = position
        var year: Int
        var month: Int
        var day: Int
        var isYearFirst = true
        if let first = number(4...4), let separator = separator(), let second = number(2...2), take(separator),
            let third = number(2...2)
        {
            (year, month, day) = (first, second, third)
        } else {
            position = start
            isYearFirst = false
            guard let order, let first = number(1...2), let separator = separator(), let second = number(1...2),
                take(separator), let third = number(4...4)
            else { return nil }
            switch order {
            case .dayMonth: (day, month, year) = (first, second, third)
            case .monthDay: (month, day, year) = (first, second, third)
            }
        }
        guard 1...9999 ~= year, 1...12 ~= month, 1...daysInMonth(month, year: year) ~= day else { return nil }
        return (daysSinceEpoch(year: year, month: month, day: day), isYearFirst)
    }

    private mutating func timeOfDay(_ hourDigits: ClosedRange<Int>) -> Int? {
        guard var hour = number(hourDigits) else { return nil }
        var (minute, second) = (0, 0)
        if take(":") {
            guard let value = number(2...2) else { return nil }
            minute = value
            if take(":") {
                guard let value = number(2...2) else { return nil }
                second = value
                if take(".") {
                    let start = position
                    while take("0") {}
                    if position == start { return nil }
                }
            }
        }
        let end = position
        _ = takeBlanks()
        if takeWord("AM") || takeWord("PM") {
            guard 1...12 ~= hour else { return nil }
            hour = hour % 12 + (bytes[position - 2] & 0xDF == UInt8(ascii: "P") ? 12 : 0)
        } else {
            position = end
        }
        // 24:00 is the end of the day
        guard 0...23 ~= hour || (hour == 24 && minute == 0 && second == 0), 0...59 ~= minute, 0...59 ~= second else {
            return nil
        }
        return hour * 3600 + minute * 60 + second
    }

    /// `Z`, `UTC`, `GMT`, `(UTC)`, `+02`, `+0200`, `+02:00`; nil, with nothing consumed, for anything else.
    private mutating func offset() -> Int? {
        let start = position
        _ = takeBlanks()
        if take("Z") || takeWord("(UTC)") || takeWord("UTC") || takeWord("GMT") {
            if position == bytes.count { return 0 }
            position = start
            return nil
        }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        if sign != 0 {
            var (hours, minutes) = (number(2...2), 0 as Int?)
            if hours == nil, let both = number(4...4) {
                (hours, minutes) = (both / 100, both % 100)
            } else if take(":") {
                minutes = number(2...2)
            }
            if let hours, let minutes, 0...23 ~= hours, 0...59 ~= minutes {
                return sign * (hours * 3600 + minutes * 60)
            }
        }
        position = start
        return nil
    }

    mutating func separator() -> Unicode.Scalar? {
        for separator: Unicode.Scalar in ["-", ".", "/"] where take(separator) { return separator }
        return nil
    }

    /// As many digits as there are; nil if their number is not in `digits`.
    mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var (value, end) = (0, position)
        while end < bytes.count, 48...57 ~= bytes[end], end - position <= digits.upperBound {
            value = value * 10 + Int(bytes[end]) - 48
            end += 1
        }
        guard digits ~= end - position else { return nil }
        position = end
        return value
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func takeBlanks() -> Bool {
        let start = position
        while take(" ") {}
        return position > start
    }

    private mutating func takeWord(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard position + word.count <= bytes.count,
            zip(bytes[position...], word).allSatisfy({ $0 == $1 || ($0 & 0xDF == $1 && 65...90 ~= $1) })
        else { return false }
        position += word.count
        return true
    }
}
