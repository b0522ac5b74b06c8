import Foundation
import Reproducibility

/// Turns readings of a local clock into instants, by their order where an hour comes twice.
///
/// On the day on which summer time ends an hour of the clock is passed twice; the first pass is the earlier instant. An hour
/// that the clock skips has no instant.
package struct LocalClock {
    let zone: TimeZone
    private var lastInstant: [String: Int] = [:]

    package init(_ zone: TimeZone) { self.zone = zone }

    /// Central European time, in which the transparency platform of ENTSO-E writes its tables.
    static let centralEuropean = TimeZone(identifier: "Europe/Brussels")

    private func offset(at second: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }

    /// The instants at which the clock shows this reading, earliest first: none, one, or two.
    package func instants(of reading: Int) -> [Int] {
        // No zone is further than a day from UTC, and no two changes are within two days.
        let offsets = [offset(at: reading - 86_400), offset(at: reading + 86_400)]
        return Set(offsets.map { reading - $0 }).filter { $0 + offset(at: $0) == reading }.sorted()
    }

    /// The instant of a reading that follows those given before under the same key; nil for a skipped hour.
    ///
    /// - Parameter key: the series that the reading belongs to; each passes every hour once.
    package mutating func instant(of reading: Int, key: String) -> Int? {
        let candidates = instants(of: reading)
        guard let first = candidates.first else { return nil }
        let chosen: Int
        if candidates.count > 1, let last = lastInstant[key], first <= last, let later = candidates.last {
            chosen = later
        } else {
            chosen = first
        }
        lastInstant[key] = chosen
        return chosen
    }
}
