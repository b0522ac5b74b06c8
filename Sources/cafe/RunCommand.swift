import ArgumentParser
import ExperimentKit
import FigureKit
import Foundation

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment: every method on every seed.",
        discussion: """
            Each run gets its directory RESULTS/<experiment>/<method>/seed-<k> with manifest.json, rounds.csv, sites.csv,
            summary.json and model.npy.

            Example: cafe run Experiments/quickstart/experiment.yaml --seeds 1,2 --set training.learningRate=0.1
            """)

    @OptionGroup var source: ExperimentOptions
    @Option(help: "Folder for results.") var out = "Results"
    @Option(help: "Methods to run, separated by commas; all by default.") var methods: CommaSeparated<String>?
    @Option(help: "Seeds in place of the experiment's, separated by commas.") var seeds: CommaSeparated<UInt64>?
    @Option(help: "Threads; the results do not depend on it.") var threads = ProcessInfo.processInfo
        .activeProcessorCount
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads): expected 1 or more") }
    }

    func run() throws {
        let runner = try ExperimentRunner(
            try source.experiment(),
            options: .init(results: out, methods: methods?.values, seeds: seeds?.values, threads: threads))
        try runner.run(reporting: output.progress)
        if !output.quiet { printError("Results: \(runner.directory)") }
    }
}
