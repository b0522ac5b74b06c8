import Documents
import Reproducibility

/// When a site may train: inside any of its windows; without windows, always.
public struct SiteAvailability: Sendable, Equatable {
    public enum Window: Sendable, Equatable {
        /// Every day between two seconds of the UTC day; from 22 h to 6 h the window runs past midnight. Equal seconds are a
        /// whole day.
        case daily(fromSecondOfDay: Int, toSecondOfDay: Int)
        /// Once, from an instant up to another.
        case span(from: UTCInstant, to: UTCInstant)
    }

    public var windows: [Window]

    /// A site that is always there.
    public static let always = SiteAvailability([])

    /// - Precondition: seconds of the day are in 0 ... 86 400, and spans do not end before they begin.
    public init(_ windows: [Window]) {
        for window in windows {
            switch window {
            case .daily(let from, let to):
                precondition(0...86_400 ~= from && 0...86_400 ~= to, "seconds \(from) to \(to) of a day")
            case .span(let from, let to):
                precondition(from <= to, "a window from \(from) to \(to)")
            }
        }
        self.windows = windows
    }

    /// Whether the whole slot lies inside one window.
    public func covers(from: UTCInstant, seconds: Int) -> Bool {
        windows.isEmpty
            || windows.contains { window in
                switch window {
                case .daily(let open, let close):
                    let length = (close - open + 86_400) % 86_400 == 0 ? 86_400 : (close - open + 86_400) % 86_400
                    if length == 86_400 { return true }
                    let sinceOpen = (from.secondOfDay - open + 86_400) % 86_400
                    return sinceOpen + seconds <= length
                case .span(let open, let close):
                    return open <= from && from.adding(seconds: seconds) <= close
                }
            }
    }
}

extension SiteAvailability {
    /// A list of windows, absent for always: `{from: 22:00, to: 06:00}` is daily in UTC,
    /// `{from: 2020-06-01T00:00Z, to: 2020-06-03T00:00Z}` once.
    package init(_ reader: DocumentReader, key: String) throws {
        let help =
            "windows of presence: daily {from: 22:00, to: 06:00} in UTC, or once between two instants; always if absent"
        guard reader.has(key) else {
            self = .always
            _ = try reader.optionalString(key, help: help)
            return
        }
        self.init(try reader.maps(key, help: help).map(Window.init))
    }
}

extension SiteAvailability.Window {
    fileprivate init(_ reader: DocumentReader) throws {
        let (from, to) = (
            try reader.string("from", help: "time of the UTC day, or an instant"),
            try reader.string("to", help: "likewise, exclusive")
        )
        if let open = Self.secondOfDay(from), let close = Self.secondOfDay(to) {
            self = .daily(fromSecondOfDay: open, toSecondOfDay: close)
            return
        }
        let (open, close) = (try Self.instant(from, "from", reader), try Self.instant(to, "to", reader))
        guard open <= close else { throw reader.error("to", "'\(to)' is before from, '\(from)'") }
        self = .span(from: open, to: close)
    }

    /// Of `HH:MM`, 00:00 to 24:00.
    private static func secondOfDay(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /(\d\d):(\d\d)/), let hour = Int(match.1), let minute = Int(match.2),
            minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return (hour * 60 + minute) * 60
    }

    private static func instant(_ text: String, _ key: String, _ reader: DocumentReader) throws -> UTCInstant {
        do {
            return try UTCInstant(iso8601: text)
        } catch {
            throw reader.error(
                key,
                "'\(text)' is no time; expected two times of the UTC day such as 22:00 and 06:00, or two instants such"
                    + " as 2020-06-01T00:00Z")
        }
    }
}
