import Documents
import Reproducibility

/// How many sites a rule with a cardinality takes in a round.
public enum SiteCount: Sendable, Equatable {
    case fixed(Int)
    /// As many as the allowance pays for: the nearest whole number to
    ///
    ///     (this slot's allowance + what earlier rounds left of theirs) / (r · mean footprint of the available sites)
    ///
    /// r is what the rule's sites have cost so far, probes included, over what as many average sites would have; 1 at first.
    /// With room for 1.5 sites a round it alternates between 1 and 2. The last round takes as many as what is left could
    /// pay for, and a hard budget drops those that do not fit. No rule's authors have a budget: this is ours, for all of them.
    case affordable

    /// At most as many as are available.
    ///
    /// - Parameter grams: the allowance; nil is `slot.carriedAllowanceGrams`.
    public func value(in slot: Slot, within grams: Double? = nil) -> Int {
        let most = slot.available.count
        switch self {
        case .fixed(let k): return min(k, most)
        case .affordable:
            let price = slot.meanFootprint * slot.history.relativeCost
            guard price > 0 else { return most }
            let room = (grams ?? slot.carriedAllowanceGrams) / price
            let isLast = slot.round == slot.rounds - 1
            // A relative 1e-9, so that room for all sites but for rounding is room for all.
            let count = (room * (1 + 1e-9)).rounded(isLast ? .up : .toNearestOrAwayFromZero)
            return min(max(0, Int(saturating: count)), most)
        }
    }

    /// `sites: k`, or absent for as many as the budget affords.
    public init(_ reader: DocumentReader) throws {
        let k = try reader.optionalInteger(
            "sites", atLeast: 1, help: "k, sites of a round; as many as the allowance pays for if absent")
        self = k.map { .fixed($0) } ?? .affordable
    }
}
