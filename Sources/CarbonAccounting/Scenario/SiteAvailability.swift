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
