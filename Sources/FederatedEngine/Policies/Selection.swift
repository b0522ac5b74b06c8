import SiteSelection

/// What a policy decided for a slot.
public struct Selection: Sendable {
    /// The chosen sites, most useful first; see `fitted`.
    public var sites: [Int]
    /// The utility that the policy maximized, where it has one: measures the final set and gives its coreset weights.
    public var utility: SiteUtility?
    /// π_n for every site, for unbiased aggregation; nil where the rule has no known inclusion probabilities.
    public var inclusionProbabilities: [Double]?
    /// Weights of all sites in the aggregation, at least 0, where the policy gives its own; those that do not train do not
    /// count.
    public var weights: [Double]?

    public init(
        _ sites: [Int], utility: SiteUtility? = nil, inclusionProbabilities: [Double]? = nil,
        weights: [Double]? = nil
    ) {
        (self.sites, self.utility, self.weights) = (sites, utility, weights)
        self.inclusionProbabilities = inclusionProbabilities
    }

    public static let nobody = Selection([])

    /// What is left of the selection where a hard budget does not cover all of it.
    ///
    /// With a utility the site whose removal costs the least of it goes first, until the others fit. Without one, each site
    /// in the policy's order stays if it fits beside those before it. A rule that is all or nothing asks `Slot.fits` first.
    /// - Complexity: with a utility O(k) calls of `Slot.fits` for k sites; without one see `Slot.fitting`.
    package func fitted(in slot: Slot) -> Selection {
        guard !slot.fits(sites) else { return self }
        var kept = self
        guard let utility else {
            kept.sites = slot.fitting(sites)
            return kept
        }
        while !kept.sites.isEmpty, !slot.fits(kept.sites) {
            let left = utility.values(removingEachOf: kept.sites)
            kept.sites.remove(at: left.indices.max { (left[$0], $0) < (left[$1], $1) } ?? 0)
        }
        return kept
    }
}
