import CarbonAccounting
import FederatedEngine
import SiteSelection
import TestSupport
import Testing

@Suite struct OfflineOracleTests {
    private static func oracle(_ utility: UtilityKind = .facilityLocation) -> OfflineOraclePolicy {
        OfflineOraclePolicy(
            utility: utility,
            rehearsal: CAFEPolicy(utility: utility, gradients: .exact, penaltyWeight: .fixed(1), solver: .exhaustive))
    }

    /// The plan is the certificate's, on the inner products that a run of the rehearsal's policy sees.
    @Test func itTrainsThePlanOfItsRehearsal() throws {
        let task = try TinyTask(budget: .fractionOfFull(0.4))
        let simulation = task.simulation(Self.oracle())
        let reports = try simulation.run()
        let rehearsal = try task.simulation(
            CAFEPolicy(utility: .facilityLocation, gradients: .exact, penaltyWeight: .fixed(1), solver: .exhaustive),
            hardBudget: false
        ).run()
        let slots = try rehearsal.map { report in
            try CertificateSlot(
                utility: SiteUtility(
                    .facilityLocation, gram: try #require(report.gram), shares: task.scenario.shares),
                footprintsGrams: task.scenario.loneFootprints(in: report.round),
                candidates: task.scenario.availableSites(in: report.round))
        }
        let certificate = try Certificate(slots: slots, budgetGrams: task.scenario.budgetGrams)
        #expect(reports.map { $0.sites.filter(\.selected).map(\.site) } == certificate.selections)
        #expect(simulation.ledger.totalGrams <= task.scenario.budgetGrams)
        #expect(abs(simulation.ledger.totalGrams - certificate.spentGrams) < 1e-9 * task.scenario.budgetGrams)
        // The rehearsal's probes are charged to nobody.
        #expect(reports.allSatisfy { $0.sites.allSatisfy { $0.footprint.probeGrams == 0 } })
        #expect(certificate.utility > 0)
    }

    @Test func withoutABudgetItRestsAndWithEveryBudgetItTakesAllThatHelp() throws {
        let none = try TinyTask(budget: .grams(0)).simulation(Self.oracle())
        #expect(try none.run().allSatisfy { $0.selectedCount == 0 })
        let all = try TinyTask(budget: .grams(1e9)).simulation(Self.oracle())
        #expect(try all.run().allSatisfy { $0.selectedCount == 5 })
    }

    @Test func aContinuedRunKeepsItsPlan() throws {
        let task = try TinyTask(budget: .fractionOfFull(0.4))
        let whole = task.simulation(Self.oracle())
        let reports = try whole.run()
        let first = task.simulation(Self.oracle())
        for _ in 0..<4 { _ = try first.step() }
        let second = task.simulation(Self.oracle())
        try second.restore(try first.snapshot())
        #expect(try second.run() == Array(reports[4...]) && second.parameters == whole.parameters)
    }

    @Test func onlyRulesThatKnowTheFutureSaySo() {
        for policy in PolicyCatalogue.all {
            let isOffline = policy is StaticBestPolicy || policy is GreenFLPolicy || policy is OfflineOraclePolicy
            #expect(policy.knowsFuture == isOffline, "\(policy)")
            #expect((policy.rehearsal != nil) == (policy is OfflineOraclePolicy))
        }
    }
}
