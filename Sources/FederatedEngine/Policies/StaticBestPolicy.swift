import Documents
import SiteSelection

/// One set for all rounds: the best by the utility of the first round among those that the whole budget affords.
///
///     max U_0(S)  s.t.  Σ_t C(S, t) ≤ H
///
/// solved by `budgetedSelection`. Costs are those of the whole horizon, so the rule knows the future of the trace; it
/// serves as a yardstick for what choosing anew each round brings. Sites that are away sit out. The first round's probe
/// is not foreseen: under a hard budget the last rounds pay for it.
public struct StaticBestPolicy: SelectionPolicy {
    public static let kind = "staticBest"
    public static let abstract = "one set for all rounds, the best that the whole budget affords; knows the trace"

    public struct Memory: Codable, Sendable, Equatable {
        /// The set, most useful first; nil before the first round.
        public var sites: [Int]?
    }

    public let utility: UtilityKind
    public let gradients: GradientSource
    public var memory = Memory()

    public init(utility: UtilityKind, gradients: GradientSource = .exact) {
        (self.utility, self.gradients) = (utility, gradients)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            utility: try reader.member(
                "utility", of: utilities, default: "facilityLocation", help: "U(S), how well a set stands for all sites"
            ),
            gradients: try reader.member(
                "gradients", of: gradientSources, default: "exact",
                help: "where the gradients come from, and what they cost"))
    }

    public var needs: PolicyNeeds { .gradients }
    public var gradientSource: GradientSource? { gradients }
    public var knowsFuture: Bool { true }

    public mutating func select(in slot: Slot) throws -> Selection {
        if memory.sites == nil {
            guard let gram = try slot.gradients(gradients) else { return .nobody }
            let utility = try SiteUtility(utility, gram: gram, shares: slot.shares)
            let best = budgetedSelection(
                from: Array(0..<slot.siteCount), costs: Self.horizonCosts(slot.scenario),
                budget: slot.scenario.budgetGrams, maximizing: utility)
            memory.sites = try greedySelection(of: best.count, from: best, maximizing: utility)
        }
        let present = Set(slot.available)
        return Selection((memory.sites ?? []).filter(present.contains))
    }

    /// Σ_t c_n(t) over the rounds in which each site can take part [g].
    private static func horizonCosts(_ scenario: Scenario) -> [Double] {
        var costs = [Double](repeating: 0, count: scenario.sites.count)
        for round in 0..<scenario.rounds {
            let footprints = scenario.loneFootprints(in: round)
            for site in scenario.availableSites(in: round) { costs[site] += footprints[site] }
        }
        return costs
    }
}
