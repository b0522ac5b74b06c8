import CarbonAccounting
import FederatedEngine
import Learning
import Reproducibility
import SiteSelection
import TestSupport
import Testing

/// The degenerate cases of a whole run.
@Suite struct SimulationLimitTests {
    static func cafe(penaltyWeight: Double = 1, minimumSites: Int = 0, gradients: GradientSource = .exact) -> CAFEPolicy
    {
        CAFEPolicy(
            utility: .facilityLocation, gradients: gradients, penaltyWeight: .fixed(penaltyWeight), solver: .exhaustive,
            minimumSites: minimumSites)
    }

    static func selected(_ reports: [RoundReport]) -> [[Int]] {
        reports.map { $0.sites.filter(\.selected).map(\.site) }
    }

    @Test func withAnEndlessBudgetItIsFedAvgWithEverybody() throws {
        let task = try TinyTask(budget: .grams(1e9))
        let everybody = task.simulation(FullParticipationPolicy())
        let cafe = task.simulation(Self.cafe())
        let sets = Self.selected(try cafe.run())
        #expect(sets == Self.selected(try everybody.run()))
        #expect(sets.allSatisfy { $0 == [0, 1, 2, 3, 4] })
        #expect(cafe.parameters == everybody.parameters)
    }

    @Test func oneSiteWithAllDataIsPlainSGD() throws {
        let task = try TinyTask(sites: 1, rounds: 6, budget: .grams(1e9))
        let simulation = task.simulation(FullParticipationPolicy(), seed: 3)
        _ = try simulation.run()
        var parameters = task.task.network.initialParameters(seed: 3)
        let workspace = NetworkWorkspace(for: task.task.network, batchCapacity: 8)
        for round in 0..<6 {
            var stream = RandomStream(seed: 3, "minibatch", 0, round)
            _ = task.task.network.train(
                &parameters, on: task.task.training, rows: task.scenario.sites[0].rows,
                settings: LocalTraining(batchSize: 8),
                learningRate: 0.05, using: &stream, in: workspace)
        }
        // w + (w' − w) is w' up to rounding.
        #expect(zip(simulation.parameters, parameters).allSatisfy { abs($0 - $1) < 1e-5 })
        for policy in [
            Self.cafe() as any SelectionPolicy, RandomPolicy(count: .affordable), MyopicPolicy(utility: .kCenter),
        ] {
            let other = task.simulation(policy, seed: 3)
            #expect(Self.selected(try other.run()).allSatisfy { $0 == [0] })
            #expect(other.parameters == simulation.parameters)
        }
    }

    @Test func withoutAProximalTermFedProxIsFedAvg() throws {
        func parameters(_ weight: Float) throws -> [Float] {
            let task = try TinyTask(training: LocalTraining(batchSize: 8, proximalWeight: weight))
            let simulation = task.simulation(FullParticipationPolicy())
            _ = try simulation.run()
            return simulation.parameters
        }
        let plain = try TinyTask().simulation(FullParticipationPolicy())
        _ = try plain.run()
        #expect(try parameters(0) == plain.parameters)
        #expect(try parameters(1) != plain.parameters)
    }

    @Test func withoutPenaltyWeightNobodyTrainsOrTheFloorDoes() throws {
        // The queue starts at 0, where the first round's probe costs nothing in the objective; a probe above the
        // allowance then raises it.
        let task = try TinyTask(budget: .fractionOfFull(0.3))
        let nobody = task.simulation(Self.cafe(penaltyWeight: 0))
        #expect(Self.selected(try nobody.run()).allSatisfy(\.isEmpty))
        #expect(nobody.parameters == task.task.network.initialParameters(seed: 1))
        let floor = task.simulation(Self.cafe(penaltyWeight: 0, minimumSites: 1, gradients: .stale), hardBudget: false)
        let reports = try floor.run()
        for (round, report) in reports.enumerated() where report.queue > 0 {
            let cheapest = task.scenario.loneFootprints(in: round).enumerated().min { $0.element < $1.element }?.offset
            #expect(report.sites.filter(\.selected).map(\.site) == [cheapest])
        }
        #expect(reports.contains { $0.queue > 0 })
    }

    @Test func whereAllSitesAreAlikeOneTrainsForAll() throws {
        let task = try TinyTask(budget: .grams(1e9), identicalSites: true)
        #expect(Self.selected(try task.simulation(Self.cafe()).run()).allSatisfy { $0.count == 1 })
    }

    @Test func aBudgetBelowTheCheapestSiteRoundTrainsNothing() throws {
        let cheapest = try TinyTask().scenario
        let grams = (0..<12).flatMap { cheapest.loneFootprints(in: $0) }.min() ?? 0
        for policy in PolicyCatalogue.all {
            let task = try TinyTask(budget: .grams(0.99 * grams))
            let simulation = task.simulation(policy)
            let reports = try simulation.run()
            #expect(Self.selected(reports).allSatisfy { $0.isEmpty })
            #expect(
                simulation.ledger.totalGrams == 0
                    && simulation.parameters == task.task.network.initialParameters(seed: 1))
            #expect(reports.allSatisfy { $0.trainLoss == nil })
        }
        let none = try TinyTask(budget: .grams(0)).simulation(Self.cafe())
        #expect(Self.selected(try none.run()).allSatisfy(\.isEmpty))
    }

    @Test func averagingWithUnbiasedWeightsOfEverybodyIsFedAvg() throws {
        let task = try TinyTask(budget: .grams(1e9))
        let plain = task.simulation(FullParticipationPolicy())
        let unbiased = task.simulation(FullParticipationPolicy(), aggregation: UnbiasedAggregation())
        _ = try plain.run()
        _ = try unbiased.run()
        #expect(zip(plain.parameters, unbiased.parameters).allSatisfy { abs($0 - $1) < 1e-5 })
    }
}
