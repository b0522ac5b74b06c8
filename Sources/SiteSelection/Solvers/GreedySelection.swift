/// The `count` candidates that greedy maximization of a utility under a cardinality constraint picks, in that order.
///
/// Fewer candidates than `count` all come back. Ties go to the lower index. For facility location the value is at least
/// (1 − 1/e) of the best set of that size (Nemhauser, Wolsey, Fisher 1978).
/// - Complexity: O(m·count) evaluations of a neighbouring set for m candidates.
public func greedySelection(of count: Int, from candidates: [Int], maximizing utility: SiteUtility) throws -> [Int] {
    precondition(count >= 0, "a selection of \(count) sites")
    let free = [Double](repeating: 0, count: utility.count)
    let problem = SelectionProblem(
        objective: try SelectionObjective(utility: utility, penaltyWeight: 1, costs: free), ground: candidates.sorted(),
        floor: min(count, candidates.count))
    switch utility.kind {
    case .facilityLocation: return problem.greedy(NearestSiteState<ShareWeightedSum>.self, stopAtFloor: true).selected
    case .kCenter: return problem.greedy(NearestSiteState<LargestDistance>.self, stopAtFloor: true).selected
    case .gradientMatching: return problem.greedy(MatchingState.self, stopAtFloor: true).selected
    case .expectedDescent: return problem.greedy(DescentState.self, stopAtFloor: true).selected
    }
}
