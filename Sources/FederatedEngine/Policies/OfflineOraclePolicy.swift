import Documents
import SiteSelection

/// The offline oracle: the plan of largest total utility within the budget, made with the whole future known.
///
///     max Σ_t U_t(S_t)  s.t.  Σ_t C(S_t, t) ≤ H
///
/// on the slots of a rehearsal: before the first round another policy runs from start to end with the same seed, trains for
/// real and is charged nothing, and the inner products that it saw are the U_t. The plan is that of `Certificate`, the sets
/// that maximize U_t(S) − λ*·C(S, t), within the budget; then it is trained for real. It knows the carbon of all rounds,
/// which no online rule does, and the gradients along the rehearsal's path, which its own sets would have changed: a
/// yardstick, and no rival. Rounds in which the rehearsal asked for no gradients are left out. With a budget for full participation
/// it takes every set that adds utility; with none, no site.
public struct OfflineOraclePolicy: SelectionPolicy {
    public static let kind = "offlineOracle"
    public static let abstract = "the sets of the certificate, planned on a rehearsal; knows the future"

    public struct Memory: Codable, Sendable, Equatable {
        /// Sites of each round; empty before the plan is made.
        public var plan: [[Int]] = []
    }

    public let utility: UtilityKind
    /// Runs first, without a budget that is enforced.
    public let rehearsalPolicy: any SelectionPolicy
    public var memory = Memory()

    /// - Precondition: the rehearsal asks for gradients and needs no rehearsal itself.
    public init(utility: UtilityKind, rehearsal: any SelectionPolicy) {
        precondition(
            rehearsal.needs.contains(.gradients) && rehearsal.rehearsal == nil, "a rehearsal without gradients")
        (self.utility, rehearsalPolicy) = (utility, rehearsal)
    }

    /// `rehearsal:` is a policy of its own; by default the reconstructed method with exact gradients.
    public init(_ reader: DocumentReader) throws {
        let utility: UtilityKind = try reader.member(
            "utility", of: utilities, default: "facilityLocation", help: "U(S) that the plan maximizes")
        let rehearsal: any SelectionPolicy
        reader.describe(
            "rehearsal", as: "one of the policies", default: "cafe with variant: reconstructed, exact gradients",
            help: "an online policy to plan on")
        if reader.has("rehearsal") {
            rehearsal = try reader.member("rehearsal", of: selectionPolicies, help: "an online policy to plan on")
            guard rehearsal.needs.contains(.gradients), rehearsal.rehearsal == nil else {
                throw reader.error(
                    "rehearsal", "sees no gradients to plan on; expected an online policy with gradients such as cafe")
            }
        } else {
            rehearsal = CAFEPolicy(
                utility: utility, gradients: .exact, penaltyWeight: .fixed(1),
                solver: .deterministicDoubleGreedy(.index))
        }
        self.init(utility: utility, rehearsal: rehearsal)
    }

    public var needs: PolicyNeeds { .gradients }
    public var knowsFuture: Bool { true }
    public var rehearsal: (any SelectionPolicy)? { rehearsalPolicy }

    public mutating func prepare(_ rehearsal: [RehearsedRound], scenario: Scenario) throws {
        let recorded = rehearsal.filter { $0.gram != nil }
        let slots = try recorded.map { report in
            try CertificateSlot(
                utility: SiteUtility(utility, gram: report.gram ?? [], shares: scenario.shares),
                footprintsGrams: scenario.loneFootprints(in: report.round),
                candidates: scenario.availableSites(in: report.round))
        }
        memory.plan = [[Int]](repeating: [], count: scenario.rounds)
        let sets = try Certificate(slots: slots, budgetGrams: scenario.budgetGrams).selections
        for (report, sites) in zip(recorded, sets) { memory.plan[report.round] = sites }
    }

    public mutating func select(in slot: Slot) -> Selection {
        precondition(!memory.plan.isEmpty, "an offline oracle without its rehearsal")
        return Selection(memory.plan[slot.round])
    }
}
