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
        var left = slot.carriedAllowanceGrams
        var chosen: [Int] = []
        for site in slot.available.sorted(by: { (slot.intensities[$0], $0) < (slot.intensities[$1], $1) }) {
            guard slot.footprints[site] <= left else { break }
            left -= slot.footprints[site]
            chosen.append(site)
        }
        return Selection(chosen)
    }
}
