import Documents
import SiteSelection

/// The best set that this slot's allowance affords, with no queue: CAFE without its view of the long run.
///
///     max U_t(S)  s.t.  C(S, t) ≤ H/T + what earlier slots left
///
/// solved by `budgetedSelection`: enumeration for up to 10 affordable sites, beyond that the better of density greedy and
/// plain greedy. With an allowance for all sites and a monotone utility it takes every site that adds to it; with an
/// allowance below the cheapest site, none. The constraint does not count the gradients' probe; it shortens the
/// next allowances.
public struct MyopicPolicy: SelectionPolicy {
    public static let kind = "myopic"
    public static let abstract = "the best set that the slot affords, without a queue"

    public let utility: UtilityKind
    public let gradients: GradientSource

    public init(utility: UtilityKind, gradients: GradientSource = .stale) {
        (self.utility, self.gradients) = (utility, gradients)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            utility: try reader.member(
                "utility", of: utilities, default: "facilityLocation", help: "U(S), how well a set stands for all sites"
            ),
            gradients: try reader.member(
                "gradients", of: gradientSources, default: "stale",
                help: "where the gradients come from, and what they cost"))
    }

    public var needs: PolicyNeeds { [.gradients, .utility] }
    public var gradientSource: GradientSource? { gradients }

    public mutating func select(in slot: Slot) throws -> Selection {
        guard let gram = try slot.gradients(gradients) else { return .nobody }
        let utility = try SiteUtility(utility, gram: gram, shares: slot.shares)
        let sites = budgetedSelection(
            from: slot.available, costs: slot.footprints, budget: slot.carriedAllowanceGrams, maximizing: utility)
        return Selection(sites, utility: utility)
    }
}
