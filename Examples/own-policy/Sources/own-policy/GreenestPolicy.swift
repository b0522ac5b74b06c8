import Documents
import FederatedEngine

/// The k sites of lowest carbon intensity.
struct GreenestPolicy: SelectionPolicy {
    static let kind = "greenest"
    static let abstract = "the k greenest sites"

    let count: SiteCount

    init(_ reader: DocumentReader) throws { count = try SiteCount(reader) }

    mutating func select(in slot: Slot) -> Selection {
        let greenest = slot.available.sorted { (slot.intensities[$0], $0) < (slot.intensities[$1], $1) }
        return Selection(Array(greenest.prefix(count.value(in: slot))))
    }
}
