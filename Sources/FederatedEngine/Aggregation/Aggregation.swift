import Documents
import LinearAlgebra
import SiteSelection

/// How the updates of the selected sites become one.
///
/// An aggregation is a value: settings plus `memory`, the part that must survive a checkpoint.
public protocol Aggregation: SelfDescribing, Remembering {
    /// What it takes beyond the updates; a method whose policy does not give it is refused when it is read.
    static var needs: AggregationNeeds { get }

    /// Adds the update of the whole round to `sum`, which holds zeros; called in rounds in which a site trained.
    ///
    /// Sums run in site order, so that the bits depend on nothing else.
    /// - Returns: the weights of the sites that trained, for the records.
    mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double]
}

extension Aggregation {
    public static var needs: AggregationNeeds { [] }
}

/// What an aggregation takes beyond the updates themselves.
public struct AggregationNeeds: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The utility that the policy maximized.
    public static let utility = AggregationNeeds(rawValue: 1)
    /// Known probabilities with which the policy selects each site.
    public static let inclusionProbabilities = AggregationNeeds(rawValue: 2)
    /// The last update of every site.
    public static let rememberedUpdates = AggregationNeeds(rawValue: 4)
    /// Weights that the policy may give.
    public static let policyWeights = AggregationNeeds(rawValue: 8)
    /// Every coordinate of the updates: the result is no weighted sum of them.
    public static let coordinates = AggregationNeeds(rawValue: 16)
}

/// What an aggregation sees of a round.
public struct AggregationRound {
    public let round: Int
    /// Sites that trained, ascending, at least one.
    public let sites: [Int]
    /// Their updates, in that order.
    public let updates: [SiteUpdate]
    /// p_n of all sites.
    public let shares: [Double]
    /// The last round in which each site trained before this one; nil for never.
    public let lastRounds: [Int?]
    /// The utility that the policy maximized, where it has one.
    public let utility: SiteUtility?
    /// π_n of all sites, where the policy knows them.
    public let inclusionProbabilities: [Double]?
    /// What sites sent in earlier rounds, for an aggregation that needs it.
    public let remembered: RememberedUpdates?
    /// The policy's own weights of all sites, where it gave some.
    public let policyWeights: [Double]?

    public init(
        round: Int, sites: [Int], updates: [SiteUpdate], shares: [Double], lastRounds: [Int?],
        utility: SiteUtility? = nil, inclusionProbabilities: [Double]? = nil, remembered: RememberedUpdates? = nil,
        policyWeights: [Double]? = nil
    ) {
        precondition(
            !sites.isEmpty && updates.count == sites.count, "\(updates.count) updates of \(sites.count) sites")
        (self.round, self.sites, self.updates, self.shares) = (round, sites, updates, shares)
        (self.lastRounds, self.utility, self.remembered) = (lastRounds, utility, remembered)
        (self.inclusionProbabilities, self.policyWeights) = (inclusionProbabilities, policyWeights)
    }

    /// Σ weight_i·Δ_i, added to `sum` in site order.
    func add(_ weights: [Double], to sum: inout [Float]) {
        for (update, weight) in zip(updates, weights) { sum.add(update.change, scaledBy: Float(weight)) }
    }

    /// p_i / Σ_S p over the sites that trained.
    var dataShares: [Double] { normalized(sites.map { shares[$0] }) }
}

/// Scaled to sum to 1.
func normalized(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
}

/// All aggregations, by the value of `aggregation.kind`.
public let aggregations = Registry<any Aggregation>(
    "aggregation", plural: "aggregations",
    [
        .init(DataSizeAggregation.self), .init(UniformAggregation.self), .init(CoresetAggregation.self),
        .init(UnbiasedAggregation.self), .init(RememberedAggregation.self),
        .init("mifa", "MIFA (Gu et al. 2021): the last update of every site, however old") { _ in
            RememberedAggregation(retention: 1)
        },
        .init(VarianceReducedAggregation.self), .init(CoordinateMedianAggregation.self),
        .init(TrimmedMeanAggregation.self), .init(PolicyWeightsAggregation.self),
    ],
    renamed: ["memory": "remembered"])
