import Analysis
import Documents
import Experiments
import Foundation
import Reproducibility
import RunStore
import SiteSelection
import TestSupport
import Testing

@Suite struct PolicyReplayTests {
    private func recorded(_ policy: String, hardBudget: Bool = true, in folder: TemporaryFolder) throws -> ReplayableRun
    {
        let experiment = try quickstart(
            "rounds=12", "methods=[{name: m, policy: \(policy), hardBudget: \(hardBudget)}]",
            "sites=[BE, DE, DK, ES, {zone: PL, availability: [{from: 03:00, to: 12:00}]}]")
        try ExperimentRunner(experiment, options: .init(results: folder.path, threads: 2))
            .run(reporting: SilentProgress())
        return try ReplayableRun(
            RunRecord(RunDirectory(results: folder.path, experiment: "quickstart", method: "m", seed: 1)))
    }

    /// A replay of the run's own policy makes the run's own choices: same sets, queue and grams.
    @Test(arguments: [
        "{kind: cafe, variant: paced}", "{kind: cafe, variant: reconstructed}",
        "{kind: cafe, variant: reconstructed, gradients: exact}",
        "myopic",
        "{kind: cafe, variant: reconstructed, solver: randomizedDoubleGreedy, utility: {kind: expectedDescent, curvature: 1.5}}",
        "{kind: divFL, sites: 2}",
    ])
    func theRunsOwnPolicyMakesItsOwnChoices(policy: String) throws {
        let folder = try TemporaryFolder()
        let run = try recorded(policy, in: folder)
        let replay = try PolicyReplay(
            ReplayedPolicy(asRun: run), on: run, utility: run.utilityKind ?? .facilityLocation)
        let summary = try #require(run.record.summary)
        let rows = try run.record.siteRows().filter(\.selected)
        for round in 0..<12 {
            let names = rows.filter { $0.round == round }.map(\.site)
            let sites = try run.record.siteRows().filter { $0.round == round }.map(\.site)
            #expect(replay.selections[round].map { sites[$0] } == names, "round \(round)")
            #expect(abs(replay.queues[round] - run.record.rounds[round].queue) < 1e-9)
        }
        #expect(abs(replay.totalGrams - summary.totalGrams) < 1e-9 * summary.budgetGrams)
        #expect(abs(replay.finalQueue - summary.finalQueue) < 1e-9)
        #expect(abs(replay.meanSelected - summary.meanSelected) < 1e-12)
    }

    /// A program replays like a rule, if it is named on the command line; results of others start none.
    @Test func aProgramIsReplayedByNameAlone() throws {
        let script = #"""
            read -r line; echo '{"type":"ready","protocol":1}'; n=0
            while read -r line; do echo "{\"type\":\"selection\",\"round\":$n,\"sites\":[0,1]}"; n=$((n+1)); done
            """#
        let policy =
            "{kind: external, command: [sh, -c, \(DocumentValue(.string(script)).flowYAML)], gradients: updates}"
        let folder = try TemporaryFolder()
        let run = try recorded(policy, hardBudget: false, in: folder)
        let error = #expect(throws: DocumentError.self) { try ReplayedPolicy(asRun: run) }
        #expect(error?.message.contains("results start none") == true)
        let replay = try PolicyReplay(
            ReplayedPolicy(policy), on: run, hardBudget: false, utility: .facilityLocation)
        #expect(replay.selections == [[Int]](repeating: [0, 1], count: 12))
        let spent = try #require(run.record.summary).totalGrams
        #expect(abs(replay.totalGrams - spent) < 1e-9 * spent)
    }

    @Test func theQueueGrowsWithVAndTheGapCloses() throws {
        let folder = try TemporaryFolder()
        let run = try recorded(
            "{kind: cafe, variant: reconstructed, gradients: updates, penaltyWeight: 1e6}", hardBudget: false,
            in: folder
        ).resampled(3000)
        let policies = try [1, 10, 100].map {
            try ReplayedPolicy(
                "{kind: cafe, variant: reconstructed, solver: exact, gradients: updates}", penaltyWeight: $0)
        }
        let replays = try PolicyReplay.all(
            policies, on: run, budgets: [0.3 * run.fullParticipationGrams], hardBudget: false,
            utility: .facilityLocation, bounded: true, pool: WorkerPool(workers: 2))
        #expect(replays.map(\.penaltyWeight) == [1, 10, 100])
        let gaps = try replays.map { try #require($0.utilityGapPerRound) }
        #expect(gaps.allSatisfy { $0 >= -1e-9 } && gaps[0] > 5 * gaps[1] && gaps[1] > gaps[2])
        #expect(replays[2].meanQueue > 7 * replays[1].meanQueue && replays[2].meanQueue < 13 * replays[1].meanQueue)
        // Telescoping: Σ C ≤ H + Q(T)·H/T.
        for replay in replays {
            let allowance = replay.budgetGrams / Double(replay.rounds)
            #expect(replay.totalGrams <= replay.budgetGrams + replay.finalQueue * allowance + 1e-9)
        }
    }

    @Test func aHardBudgetHoldsAndNothingBuysNothing() throws {
        let folder = try TemporaryFolder()
        let run = try recorded(
            "{kind: cafe, variant: reconstructed, penaltyWeight: 100}", hardBudget: false, in: folder)
        let texts = ["cafe", "random", "lowestIntensity", "greenFL", "threshold", "full", "myopic", "lowcarb"]
        for replay in try PolicyReplay.all(
            texts.map { try ReplayedPolicy($0) }, on: run,
            budgets: [0, 0.2 * run.fullParticipationGrams],
            utility: .facilityLocation, pool: WorkerPool(workers: 1))
        {
            #expect(replay.totalGrams <= replay.budgetGrams * (1 + 1e-9) && replay.overshootGrams < 1e-9)
            #expect((replay.roundsTrained == 0) == (replay.budgetGrams == 0), "\(replay.policy)")
        }
        // PL is there from 3 to 12 o'clock only.
        let full = try PolicyReplay(
            ReplayedPolicy("full"), on: run, budgetGrams: 1e9, utility: .facilityLocation)
        #expect(full.selections.enumerated().allSatisfy { $1.contains(4) == (3..<12 ~= $0) })
    }

    @Test func whatCannotBeReplayedIsSaid() throws {
        func message(_ text: String) -> String? {
            #expect(throws: DocumentError.self) { try ReplayedPolicy(text) }?.description
        }
        for kind in ["oort", "carbonOort", "fedZero", "powerOfChoice", "ecoLearn"] {
            #expect(message(kind)?.contains("learns from the losses of live training") == true)
        }
        #expect(message("{kind: cafe, penaltyWieght: 2}")?.contains("did you mean 'penaltyWeight'") == true)
        #expect(message("cafee")?.contains("did you mean 'cafe'") == true)
        #expect(message("{kind: cafe")?.contains("not valid YAML") == true)
        #expect(try ReplayedPolicy("plain=lowestIntensity").label == "plain")
        #expect(try ReplayedPolicy("random", penaltyWeight: 3).penaltyWeight == nil)
        #expect(throws: DocumentError.self) { try ReplayedPolicy.utility("kCentre") }
        #expect(try ReplayedPolicy.utility("kCenter") == .kCenter)
        let folder = try TemporaryFolder()
        try completedRun("m", seed: 1, accuracies: [0.1, 0.2], in: folder.path)
        let run = try RunRecord(RunDirectory(results: folder.path, experiment: "demo", method: "m", seed: 1))
        let error = #expect(throws: DocumentError.self) { try ReplayableRun(run) }
        #expect(error?.file.hasSuffix("slots.csv") == true)
    }
}
