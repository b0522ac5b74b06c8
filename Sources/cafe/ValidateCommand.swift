import ArgumentParser
import Experiments
import Foundation

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check an experiment file and show it with every default, without training.",
        discussion: """
            The experiment goes to standard output as JSON (which is YAML too), the estimate to standard error.

            Example: cafe validate Experiments/quickstart/experiment.yaml
            """)

    @OptionGroup var source: ExperimentOptions

    func run() throws {
        let experiment = try source.experiment()
        let prepared = try PreparedExperiment(experiment)
        for note in prepared.traceNotes { printError("note: \(note)") }
        let estimate = try ExperimentEstimate(prepared)
        print(try experiment.resolvedText())
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
