import LinearAlgebra

/// A set of sites under construction that knows its utility and that of its neighbours.
///
/// The solvers are written once over this protocol; each utility brings the caches that make its moves cheap. Methods
/// that only look are `mutating` because they may use scratch space.
package protocol SelectionState {
    /// The set `members` of distinct sites.
    init(_ utility: SiteUtility, members: [Int])
    /// U of the present set.
    var utility: Double { get }
    /// U of the set with `i`, which is not in it.
    mutating func utility(adding i: Int) -> Double
    /// U of the set without `i`, which is in it.
    mutating func utility(removing i: Int) -> Double
    /// U of the set with `i`, which is not in it, in place of `j`, which is.
    mutating func utility(adding i: Int, removing j: Int) -> Double
    mutating func add(_ i: Int)
    mutating func remove(_ j: Int)
}
