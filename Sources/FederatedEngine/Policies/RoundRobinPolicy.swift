import Documents

/// The next k available sites in index order, round and round.
///
/// A site that is away or that what is left of a hard budget does not cover is passed over; the turn goes on after the last site that trained.
/// With k at least the number of available sites, all of them train.
public struct RoundRobinPolicy: SelectionPolicy {
    public static let kind = "roundRobin"
    public static let abstract = "the next k sites in index order"

    public struct Memory: Codable, Sendable, Equatable {
        /// The site whose turn it is.
        public var next = 0
    }

    public let count: SiteCount
    public var memory = Memory()

    public init(count: SiteCount) { self.count = count }

    public init(_ reader: DocumentReader) throws { self.init(count: try SiteCount(reader)) }

    public mutating func select(in slot: Slot) -> Selection {
        let ahead = slot.available.filter { $0 >= memory.next } + slot.available.filter { $0 < memory.next }
        return Selection(Array(ahead.prefix(count.value(in: slot))))
    }

    public mutating func observe(_ outcome: RoundOutcome) {
        // In turn order, sites before `next` come after all others.
        guard let last = outcome.sites.last(where: { $0 < memory.next }) ?? outcome.sites.last else { return }
        memory.next = last + 1
    }
}
