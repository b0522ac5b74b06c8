import Coresets

/// What a policy decided for a slot.
public struct Selection: Sendable {
    /// The chosen sites, most useful first: a hard budget drops from the end if `utility` is nil, else by utility.
    public var sites: [Int]
    /// The utility that the policy maximized, where it has one: measures the final set and gives its coreset weights.
    public var utility: SiteUtility?
    /// π_n for every site, for unbiased aggregation; nil where the rule has no known inclusion probabilities.
    public var inclusionProbabilities: [Double]?

    public init(_ sites: [Int], utility: SiteUtility? = nil, inclusionProbabilities: [Double]? = nil) {
        (self.sites, self.utility, self.inclusionProbabilities) = (sites, utility, inclusionProbabilities)
    }

    public static let nobody = Selection([])
}
