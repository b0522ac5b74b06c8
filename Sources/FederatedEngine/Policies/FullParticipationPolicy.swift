/// Everybody who is available takes part in each round, until a hard budget is gone. FedAvg with all sites.
public struct FullParticipationPolicy: SelectionPolicy {
    public init() {}

    public var needs: PolicyNeeds { .inclusionProbabilities }

    public mutating func select(in slot: Slot) -> Selection {
        Selection(slot.available, inclusionProbabilities: [Double](repeating: 1, count: slot.siteCount))
    }
}
