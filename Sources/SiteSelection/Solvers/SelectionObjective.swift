/// One slot's problem: maximize f(S) = V·U(S) − Σ_{i∈S} cost_i.
///
/// Drift-plus-penalty makes cost_i = Q·c_i/(H/T), with the virtual queue Q, the footprint c_i in grams and the allowance
/// H/T in grams per slot.
public struct SelectionObjective: Sendable {
    public let utility: SiteUtility
    /// V ≥ 0.
    public let penaltyWeight: Double
    /// One finite number per site, in the units of V·U; a cost below 0 rewards the site.
    public let costs: [Double]

    /// - Throws: `CoresetError` naming the entry.
    public init(utility: SiteUtility, penaltyWeight: Double, costs: [Double]) throws {
        guard penaltyWeight >= 0, penaltyWeight.isFinite else {
            throw CoresetError.invalidParameter(
                parameter: "penalty weight V", value: penaltyWeight, requirement: "a finite number ≥ 0")
        }
        guard costs.count == utility.count else {
            throw CoresetError.wrongCount(quantity: "costs", found: costs.count, expected: utility.count)
        }
        for (i, cost) in costs.enumerated() where !cost.isFinite {
            throw CoresetError.invalidEntry(quantity: "costs", index: [i], value: cost, requirement: "a finite number")
        }
        (self.utility, self.penaltyWeight, self.costs) = (utility, penaltyWeight, costs)
    }

    /// f(S).
    public func value(of sites: [Int]) -> Double {
        penaltyWeight * utility.value(of: sites) - sites.reduce(0) { $0 + costs[$1] }
    }
}
