import Documents

/// How many sites a rule with a fixed cardinality takes each round.
public enum SiteCount: Sendable, Equatable {
    case fixed(Int)
    /// The largest k whose mean cost fits the allowance, ⌊N·H / full participation⌋, at least one and at most N.
    case affordable

    public func value(in scenario: Scenario) -> Int {
        switch self {
        case .fixed(let k): return min(k, scenario.sites.count)
        case .affordable:
            let n = Double(scenario.sites.count)
            guard scenario.fullParticipationGrams > 0 else { return scenario.sites.count }
            // A relative 1e-12 for quotients such as 0.3·10, which must give 3.
            let k = n * scenario.budgetGrams / scenario.fullParticipationGrams * (1 + 1e-12)
            return max(1, Int(min(k, n)))
        }
    }

    /// `sites: k`, or absent for as many as the budget affords on average.
    public init(_ reader: DocumentReader) throws {
        let k = try reader.optionalInteger(
            "sites", atLeast: 1, help: "k, sites of a round; as many as the budget affords on average if absent")
        self = k.map { .fixed($0) } ?? .affordable
    }
}
