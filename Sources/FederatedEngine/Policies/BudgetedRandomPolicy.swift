import Documents

/// Sites in random order, each taken if its footprint fits what is left of the slot's allowance, H/T plus what earlier
/// slots left.
///
/// A site that does not fit is passed over, so that cheaper ones after it can still be taken. With an allowance for
/// full participation, all sites train; with none, no site.
public struct BudgetedRandomPolicy: SelectionPolicy {
    public static let kind = "budgetedRandom"
    public static let abstract = "sites in random order, as far as the allowance goes"

    public init() {}

    public init(_ reader: DocumentReader) { self.init() }

    public mutating func select(in slot: Slot) -> Selection {
        var stream = slot.stream("sites")
        return Selection(slot.affordable(in: slot.available.shuffled(using: &stream)))
    }
}
