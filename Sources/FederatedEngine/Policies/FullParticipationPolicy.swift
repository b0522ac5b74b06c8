import Documents

/// Full participation: all present sites train in each round, FedAvg with all sites.
///
/// It is all or nothing. From the first round on that a hard budget does not cover in full, nobody trains: a round of the
/// few sites that still fit would pull the model towards their data, and be no full participation.
public struct FullParticipationPolicy: SelectionPolicy {
    public static let kind = "full"
    public static let abstract =
        "full participation: all present sites in each round, until the budget does not cover one"

    public struct Memory: Codable, Sendable, Equatable {
        /// Whether a round was not affordable in full.
        public var hasStopped = false
    }

    public var memory = Memory()

    public init() {}

    public init(_ reader: DocumentReader) { self.init() }

    public var needs: PolicyNeeds { .inclusionProbabilities }

    public mutating func select(in slot: Slot) -> Selection {
        if !slot.fits(slot.present) { memory.hasStopped = true }
        guard !memory.hasStopped else { return .nobody }
        return Selection(slot.present, inclusionProbabilities: [Double](repeating: 1, count: slot.siteCount))
    }
}
