import Documents
import Reproducibility

extension SiteAvailability {
    /// A list of windows, absent for always: `{from: 22:00, to: 06:00}` is daily in UTC,
    /// `{from: 2020-06-01T00:00Z, to: 2020-06-03T00:00Z}` once.
    package init(_ reader: DocumentReader, key: String) throws {
        guard reader.has(key) else {
            self = .always
            _ = try reader.optionalString(key)
            return
        }
        self.init(try reader.maps(key).map(Window.init))
    }
}

extension SiteAvailability.Window {
    fileprivate init(_ reader: DocumentReader) throws {
        let (from, to) = (try reader.string("from"), try reader.string("to"))
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
