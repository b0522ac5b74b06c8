import Reproducibility

/// random-k: k available sites uniformly without replacement.
///
/// With k at least the number of available sites, everybody takes part.
public struct RandomPolicy: SelectionPolicy {
    public let count: SiteCount

    public init(count: SiteCount) { self.count = count }

    public var needs: PolicyNeeds { .inclusionProbabilities }

    public mutating func select(in slot: Slot) -> Selection {
        var stream = slot.stream("sites")
        let k = min(count.value(in: slot.scenario), slot.available.count)
        let drawn = stream.sample(k, outOf: slot.available.count).map { slot.available[$0] }
        let probability = Double(k) / Double(max(1, slot.available.count))
        return Selection(
            drawn, inclusionProbabilities: [Double](repeating: probability, count: slot.siteCount))
    }
}
