import Analysis
import ArgumentParser
import Foundation
import Presentation
import Reproducibility
import RunStore
import SiteSelection

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Try policies on a finished run's slots, without training: sweeps of V, budget, solver and utility.",
        discussion: """
            Reads slots.csv and sites.csv of runs that recorded gradients, lets each policy choose on the recorded \
            footprints and inner products, and prints what it would have come to. Gradients cost what they cost the run. \
            Policies that learn from losses need training and are refused. Of several runs the table shows means. \
            --figures draws queue and gap against V, and implies --bound.

            Examples:
              cafe replay Results/quickstart/cafe/seed-1 --policy cafe --policy lowestIntensity
              cafe replay Results/quickstart/cafe/seed-1 --policy '{kind: cafe, variant: reconstructed}' \
            --penalty-weights 0.1,1,10 --soft-budget --bound
              cafe replay Results/quickstart/cafe/seed-1 --policy cafe --policy myopic --budgets 10%,25%,50% --json
            """)

    @Argument(help: "Folders RESULTS/<experiment>/<method>/seed-<k>.") var runs: [String]
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A policy as it stands in an experiment file; may be given several times. Without any, the run's own.",
            valueName: "[name=]policy"))
    var policy: [String] = []
    @Option(help: ArgumentHelp("Each policy with a penalty weight with each of these.", valueName: "V,V,…"))
    var penaltyWeights: CommaSeparated<Double>?
    @Option(
        help: ArgumentHelp(
            "Budgets in grams, or in per cent of full participation in every recorded round; by default the run's own.",
            valueName: "H,H,…"))
    var budgets: CommaSeparated<ReplayBudget>?
    @Flag(help: "Do not drop sites of a round that would break the budget: the plain method.") var softBudget = false
    @Option(
        help: ArgumentHelp(
            "What all sets are measured with, as under `utility:`; by default that of the run's policy, or facilityLocation.",
            valueName: "utility"))
    var utility: String?
    @Option(
        help: ArgumentHelp(
            "Replay on so many slots drawn from the recorded ones with replacement: independent slots, as theory has them.",
            valueName: "slots"))
    var resample: Int?
    @Flag(help: "Bound what any sequence of sets could have reached for the same grams.") var bound = false
    @Option(help: "Threads; nothing but the times depends on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print JSON, a list for each run.") var json = false
    @OptionGroup var drawing: DrawingOptions

    func validate() throws {
        guard !runs.isEmpty else { throw ValidationError("Name at least one run's folder.") }
        guard 1...1024 ~= threads else { throw ValidationError("--threads \(threads): expected 1 to 1024") }
        if let resample, !(1...10_000_000 ~= resample) {
            throw ValidationError("--resample \(resample): expected 1 to 10000000")
        }
        if let weights = penaltyWeights?.values, let bad = weights.first(where: { !($0 >= 0 && $0.isFinite) }) {
            throw ValidationError("--penalty-weights \(bad): expected numbers of at least 0")
        }
    }

    func run() throws {
        let pool = WorkerPool(workers: threads)
        var all: [[PolicyReplay]] = []
        for path in runs {
            let recorded = try ReplayableRun(try RunRecord(RunDirectory(path: path)))
            let run = resample.map { recorded.resampled($0) } ?? recorded
            let kind = try utility.map { try ReplayedPolicy.utility($0) } ?? run.utilityKind ?? .facilityLocation
            let replays = try PolicyReplay.all(
                policies(of: run), on: run, budgets: budgets?.values.map { $0.grams(of: run) } ?? [],
                hardBudget: !softBudget, utility: kind, bounded: bound || drawing.folder != nil, pool: pool)
            all.append(replays)
            if run.slotCount < run.rounds {
                printError(
                    "\(path): gradients were recorded in \(run.slotCount) of \(run.rounds) rounds; no site is selected in "
                        + "the others")
            }
        }
        if json {
            try printJSON(all)
        } else if Set(all.map { $0.map(\.policy) }).count == 1 {
            if runs.count > 1 { print("mean over \(runs.count) runs") }
            print(ReplayTable(all).table.rendered(on: .standardOutput), terminator: "")
        } else {
            for (path, replays) in zip(runs, all) {
                print(path)
                print(ReplayTable([replays]).table.rendered(on: .standardOutput), terminator: "")
            }
        }
        try drawing.draw(TheoryFigure.kind) { try TheoryFigure().draw(all, on: $0) }
    }

    private func policies(of run: ReplayableRun) throws -> [ReplayedPolicy] {
        let makers: [(Double?) throws -> ReplayedPolicy] =
            policy.isEmpty
            ? [{ try ReplayedPolicy(asRun: run, penaltyWeight: $0) }]
            : policy.map { text in { try ReplayedPolicy(text, penaltyWeight: $0) } }
        return try makers.flatMap { make -> [ReplayedPolicy] in
            let plain = try make(nil)
            guard let weights = penaltyWeights?.values, plain.takesPenaltyWeight else { return [plain] }
            return try weights.map(make)
        }
    }
}

/// `8.5` grams, or `25%` of full participation in every recorded round.
struct ReplayBudget: LosslessStringConvertible, Sendable {
    private let number: Double
    private let isPercent: Bool

    init?(_ text: String) {
        isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? text.dropLast() : text[...]), number >= 0, number.isFinite else {
            return nil
        }
        self.number = number
    }

    var description: String { isPercent ? "\(number)%" : "\(number)" }

    func grams(of run: ReplayableRun) -> Double { isPercent ? number / 100 * run.fullParticipationGrams : number }
}
