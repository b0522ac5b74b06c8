import SiteSelection

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

    /// Drops the site whose removal costs the least utility; the last one where there is no utility.
    ///
    /// - Precondition: not empty.
    package mutating func dropLeastUseful() {
        precondition(!sites.isEmpty, "no site left to drop")
        guard let left = utility?.values(removingEachOf: sites) else {
            sites.removeLast()
            return
        }
        sites.remove(at: left.indices.max { (left[$0], $0) < (left[$1], $1) } ?? 0)
    }
}
