import ArgumentParser
import Documents
import Experiments
import Foundation
import Presentation

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check an experiment file and show it with every default, without training.",
        discussion: """
            Every mistake is told with its line. An experiment without a sweep goes to standard output as JSON (which is \
            YAML too), the estimate to standard error; of a sweep each variant is checked and estimated.

            Examples:
              cafe validate Experiments/quickstart/experiment.yaml
              cafe validate Experiments/budget/experiment.yaml
            """)

    @OptionGroup var source: ExperimentOptions

    func run() throws {
        let faults = DocumentFaults()
        var experiments: [Experiment] = []
        do {
            let sweep = try source.sweep(collecting: faults)
            experiments = try source.variant.map { [try sweep.experiment(variant: $0)] } ?? sweep.experiments
        } catch let error as DocumentError {
            faults.note(error)
        }
        let files = ExperimentFiles()
        var estimates: [ExperimentEstimate] = []
        var notes: [String] = []
        // What stands in for a wrong value says nothing of the files.
        for experiment in faults.errors.isEmpty ? experiments : [] {
            do {
                let prepared = try PreparedExperiment(experiment, files: files)
                notes += prepared.traceNotes.filter { !notes.contains($0) }
                estimates.append(try ExperimentEstimate(prepared))
            } catch let error as DocumentError { faults.note(error) }
        }
        guard faults.errors.isEmpty else {
            let inOrder = faults.errors.enumerated().sorted {
                ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
            }
            throw InputError(inOrder.map(\.element).map(\.description).joined(separator: "\n"))
        }
        for note in notes { printError("note: \(note)") }
        guard experiments.count == 1 else {
            var table = TextTable([
                .init("variant", .left), .init("runs"), .init("rounds"), .init("parameters"), .init("budget, g"),
                .init("full, g"),
            ])
            for (experiment, estimate) in zip(experiments, estimates) {
                table.append([
                    experiment.variant ?? experiment.name, "\(estimate.runs)", "\(estimate.roundsPerRun)",
                    "\(estimate.parameterCount)", format(estimate.budgetGrams), format(estimate.fullParticipationGrams),
                ])
            }
            print(table.rendered(on: .standardOutput), terminator: "")
            return
        }
        print(try experiments[0].resolvedText())
        let estimate = estimates[0]
        printError(
            """
            \(estimate.runs) runs of \(estimate.roundsPerRun) rounds, at most \(estimate.siteRoundsPerRun) site-rounds each
            \(estimate.parameterCount) parameters
            full participation: \(format(estimate.fullParticipationGrams)) g (first seed)
            budget: \(format(estimate.budgetGrams)) g
            expected wall time: \(estimate.wallTimeClass)
            """)
    }

    private func format(_ grams: Double) -> String { String(format: "%.4g", grams) }
}
