import Documents

/// Cheapest grid first while the slot's allowance, H/T plus what earlier slots left, lasts.
///
/// Stops at the first site that does not fit; what is left carries over. Ties in intensity go to the lower index.
public struct LowestIntensityPolicy: SelectionPolicy {
    public static let kind = "lowestIntensity"
    public static let abstract = "the cleanest grids first, as far as the allowance goes"

    public init() {}

    public init(_ reader: DocumentReader) { self.init() }

    public mutating func select(in slot: Slot) -> Selection {
        let cleanestFirst = slot.available.sorted { (slot.intensities[$0], $0) < (slot.intensities[$1], $1) }
        return Selection(slot.affordable(in: cleanestFirst, passesOver: false))
    }
}
