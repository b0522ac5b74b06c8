import Documents

/// Full participation: all available sites train in each round, until a hard budget is spent. FedAvg with all sites.
public struct FullParticipationPolicy: SelectionPolicy {
    public static let kind = "full"
    public static let abstract = "full participation: all available sites in each round"

    public init() {}

    public init(_ reader: DocumentReader) { self.init() }

    public var needs: PolicyNeeds { .inclusionProbabilities }

    public mutating func select(in slot: Slot) -> Selection {
        Selection(slot.available, inclusionProbabilities: [Double](repeating: 1, count: slot.siteCount))
    }
}
