import FederatedEngine
import Foundation
import LinearAlgebra

/// Runs the methods and seeds of an experiment into a results folder, one run directory each.
public struct ExperimentRunner: Sendable {
    public struct Options: Sendable {
        /// The results folder; runs go to `<results>/<experiment>/<method>/seed-<k>`.
        public var results: String
        /// Names of the methods to run; nil is all.
        public var methods: [String]?
        /// Seeds in place of the experiment's own; nil keeps these.
        public var seeds: [UInt64]?
        public var threads: Int

        public init(results: String = "Results", methods: [String]? = nil, seeds: [UInt64]? = nil, threads: Int) {
            (self.results, self.methods, self.seeds, self.threads) = (results, methods, seeds, threads)
        }
    }

    public let experiment: Experiment
    public let options: Options
    /// Methods to run, with their place in the file.
    private let methods: [(index: Int, method: Method)]
    private let seeds: [UInt64]

    /// - Throws: `ConfigurationError` if `options` names a method that the experiment does not have.
    public init(_ experiment: Experiment, options: Options) throws {
        self.experiment = experiment
        self.options = options
        let names = experiment.methods.map(\.name)
        methods = try (options.methods ?? names).map { name in
            guard let index = names.firstIndex(of: name) else {
                throw ConfigurationError.unknown(name, among: names, option: "--methods", file: experiment.file)
            }
            return (index, experiment.methods[index])
        }
        seeds = options.seeds ?? experiment.seeds
    }

    /// The folder that holds the runs, for comparisons.
    public var directory: String { "\(options.results)/\(experiment.name)" }

    /// Runs everything, one run after the other, each on all threads.
    ///
    /// - Throws: the first error of a run, after its manifest says `failed`; runs that finished stay.
    public func run(reporting progress: any ProgressReporter) throws {
        let prepared = try PreparedExperiment(experiment)
        progress.report(
            .started(
                experiment: experiment.name, runs: seeds.count * methods.count,
                totalRounds: seeds.count * methods.count * experiment.rounds, doneRounds: 0))
        for seed in seeds {
            let scenario = try prepared.scenario(seed: seed)
            if seed == seeds.first, let warning = BudgetWarning(scenario) {
                progress.report(.note(warning.description))
            }
            for (index, method) in methods {
                try run(method, index: index, seed: seed, scenario: scenario, prepared: prepared, progress: progress)
            }
        }
        progress.report(.finished)
    }

    private func run(
        _ method: Method, index: Int, seed: UInt64, scenario: Scenario, prepared: PreparedExperiment,
        progress: any ProgressReporter
    ) throws {
        let run = ProgressEvent.Run(method: method.name, seed: seed)
        let started = Date()
        let simulation = prepared.simulation(
            of: method, seed: seed, scenario: scenario, pool: WorkerPool(workers: options.threads))
        let configuration = experiment.configuration(of: method)
        let manifest = RunManifest(
            experiment: experiment.name, method: method.name, methodIndex: index, seed: seed,
            configuration: configuration, configurationHash: try configuration.fingerprint(),
            environment: RunEnvironment(threads: options.threads), started: started)
        let directory = RunDirectory(
            results: options.results, experiment: experiment.name, method: method.name, seed: seed)
        let writer = try RunWriter(
            creating: directory, manifest: manifest, scenario: scenario,
            recordsGradients: experiment.recordsGradients)
        progress.report(.runStarted(run))
        do {
            while !simulation.isFinished {
                let row = try writer.append(try simulation.step())
                progress.report(.roundFinished(run, row, rounds: scenario.rounds))
            }
            let summary = try writer.finish(simulation, wallSeconds: Date().timeIntervalSince(started))
            progress.report(.runFinished(run, summary))
        } catch {
            try? writer.fail("\(error)")
            progress.report(.runFailed(run, reason: "\(error)"))
            throw error
        }
    }
}

/// What to tell a user whose budget buys nothing.
struct BudgetWarning: CustomStringConvertible {
    let budgetGrams: Double
    let cheapestGrams: Double

    /// Nil if the budget covers at least one site-round.
    init?(_ scenario: Scenario) {
        let cheapest = (0..<scenario.rounds).flatMap { scenario.loneFootprints(in: $0) }.min() ?? 0
        guard scenario.budgetGrams < cheapest else { return nil }
        (budgetGrams, cheapestGrams) = (scenario.budgetGrams, cheapest)
    }

    var description: String {
        String(
            format: "the budget of %.4g g is below the cheapest site-round (%.4g g): nothing will be trained under a "
                + "hard budget; raise budget.grams or budget.fractionOfFull", budgetGrams, cheapestGrams)
    }
}
