import Documents
import Reproducibility

/// random-k: k available sites uniformly without replacement.
///
/// With k at least the number of available sites, all of them train.
public struct RandomPolicy: SelectionPolicy {
    public static let kind = "random"
    public static let abstract = "k sites uniformly at random"

    public let count: SiteCount

    public init(count: SiteCount) { self.count = count }

    public init(_ reader: DocumentReader) throws { self.init(count: try SiteCount(reader)) }

    public var needs: PolicyNeeds { .inclusionProbabilities }

    public mutating func select(in slot: Slot) -> Selection {
        var stream = slot.stream("sites")
        let k = count.value(in: slot)
        let drawn = stream.sample(k, outOf: slot.available.count).map { slot.available[$0] }
        let probability = Double(k) / Double(max(1, slot.available.count))
        return Selection(
            drawn, inclusionProbabilities: [Double](repeating: probability, count: slot.siteCount))
    }
}
