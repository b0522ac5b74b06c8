import CarbonAccounting
import Documents
import SiteSelection

/// Decodes `policy:` by its kind. A new policy is one file in FederatedEngine/Policies, one case here, and one entry in
/// Guides/policies.md.
///
/// - Parameter siteCount: of the experiment, which some defaults depend on.
package func decodePolicy(_ reader: DocumentReader, siteCount: Int) throws -> any SelectionPolicy {
    switch try reader.kind(among: policyKinds) {
    case "cafe":
        return try CAFEPolicy(reader, siteCount: siteCount)
    case "full": return FullParticipationPolicy()
    case "random": return RandomPolicy(count: try SiteCount(reader))
    case "budgetedRandom": return BudgetedRandomPolicy()
    case "roundRobin": return RoundRobinPolicy(count: try SiteCount(reader))
    case "lowestIntensity": return LowestIntensityPolicy()
    case "threshold": return try ThresholdPolicy(reader)
    case "myopic": return try MyopicPolicy(reader)
    case "staticBest": return try StaticBestPolicy(reader)
    case "divFL": return try DiverseClientsPolicy(reader)
    case "powerOfChoice": return try PowerOfChoicePolicy(reader)
    case "oort": return try OortPolicy(reader, penalty: .duration)
    case "carbonOort": return try OortPolicy(reader, penalty: .carbon)
    case "fedZero": return try FedZeroPolicy(reader)
    case "lowcarb": return try LowcarbPolicy(reader)
    case "greenFL": return try GreenFLPolicy(reader)
    case "offlineOracle": return try OfflineOraclePolicy(reader, siteCount: siteCount)
    default: return try EcoLearnPolicy(reader)
    }
}

/// The values of a policy's `kind`.
let policyKinds = [
    "cafe", "full", "random", "budgetedRandom", "roundRobin", "lowestIntensity", "threshold", "myopic", "staticBest",
    "divFL", "powerOfChoice", "oort", "carbonOort", "fedZero", "lowcarb", "greenFL", "ecoLearn", "offlineOracle",
]

extension CAFEPolicy {
    /// The defaults of `variant: paced` are ours, those of `variant: published` the method of the paper.
    package init(_ reader: DocumentReader, siteCount: Int) throws {
        let isPublished = try reader.choice("variant", default: Variant.paced) == .published
        let utility = try UtilityKind(reader.map("utility", abbreviatedBy: "kind"))
        let remembers = try reader.bool("remember", default: !isPublished && utility == .facilityLocation)
        guard !remembers || utility == .facilityLocation else {
            throw reader.error("remember", "only facilityLocation can count what is remembered; expected false")
        }
        let bestSolver = siteCount <= Self.mostSitesSolvedExactly ? "exact" : "lazyGreedy"
        self.init(
            utility: utility,
            gradients: try GradientSource(
                reader.map("gradients", abbreviatedBy: "kind"), default: isPublished ? "stale" : "updates"),
            penaltyWeight: try PenaltyWeight(reader, isPublished: isPublished),
            solver: try Solver(
                reader.map("solver", abbreviatedBy: "kind"), default: isPublished ? "doubleGreedy" : bestSolver),
            minimumSites: try reader.integer("minimumSites", atLeast: 0, default: 0),
            initialQueue: try reader.number("initialQueue", .atLeast(0), default: 0),
            pacing: try reader.choice("pacing", default: isPublished ? .fixed : .remaining),
            memoryDrift: remembers ? try reader.number("memoryDrift", .atLeast(0), default: 0.1) : nil)
    }

    /// Beyond, a proof can take longer than the training that it serves: solving grows faster than N².
    private static let mostSitesSolvedExactly = 100

    private enum Variant: String, CaseIterable {
        case paced, published
    }
}

extension CAFEPolicy.PenaltyWeight {
    /// `penaltyWeight: V`, `penaltyWeight: [V, V]` for phases of equal length, or `penaltyWeight: {perAffordableSite: v}`.
    fileprivate init(_ reader: DocumentReader, isPublished: Bool) throws {
        let key = "penaltyWeight"
        if reader.isList(key) {
            let weights = try reader.numbers(key, .atLeast(0))
            guard !weights.isEmpty else { throw reader.error(key, "an empty list; expected a number for each phase") }
            self = .phases(weights)
        } else if reader.isMap(key) || !isPublished && !reader.has(key) {
            self = .perAffordableSite(
                try reader.map(key).number("perAffordableSite", .atLeast(0), default: reader.has(key) ? nil : 6))
        } else {
            self = .fixed(try reader.number(key, .atLeast(0), default: 1))
        }
    }
}

extension GradientSource {
    package init(_ reader: DocumentReader, default fallback: String) throws {
        let kind: Kind =
            switch try reader.kind(among: ["updates", "stale", "exact", "lastLayer", "coreset"], default: fallback) {
            case "exact": .exact
            case "updates": .updates
            case "lastLayer": .lastLayer
            case "coreset": .coreset(fraction: try reader.number("fraction", .within(0.001...1), default: 0.1))
            default: .stale
            }
        let dimensions =
            reader.has("dimensions") ? try reader.integer("dimensions", in: GradientSketch.dimensionRange) : nil
        self.init(kind, dimensions: dimensions)
    }
}

extension SiteCount {
    /// `sites: k`, or absent for as many as the budget affords on average.
    package init(_ reader: DocumentReader) throws {
        self = try reader.optionalInteger("sites", atLeast: 1).map { .fixed($0) } ?? .affordable
    }
}
