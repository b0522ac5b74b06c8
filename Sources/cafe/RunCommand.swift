import ArgumentParser
import Experiments
import Foundation
import Reproducibility
import RunStore

#if MPI
    import MPISites
#endif

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment: every method on every seed.",
        discussion: """
            Each run gets its directory RESULTS/<experiment>/<method>/seed-<k> with manifest.json, rounds.csv, sites.csv,
            summary.json and model.npy. Runs that are finished with the same configuration stay, runs that were cut off
            go on from their last checkpoint, and a run of another configuration is set aside below <method>/replaced.
            Ctrl-C finishes the round, saves and exits with status 130; a second one stops at once.

            Examples:
              cafe run Experiments/quickstart/experiment.yaml --seeds 1-5 --set training.learningRate=0.1 --out Results/fast
              cafe run Experiments/quickstart/experiment.yaml --sweep budget.fractionOfFull=0.1,0.25,0.5
            """)

    @OptionGroup var source: ExperimentOptions
    @Option(help: "Folder for results.", transform: outputPath) var out = "Results"
    @Option(help: "Methods to run, separated by commas; all by default.", completion: .methodNames)
    var methods: CommaSeparated<String>?
    @Option(help: ArgumentHelp("Seeds in place of the experiment's.", valueName: "1-5,8")) var seeds: SeedList?
    @Option(help: "Threads, shared by the runs that go on at once; the results do not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Option(help: "Runs that go on at once; at most as many as threads.") var jobs = 1
    @Option(help: ArgumentHelp("Run part I of N of the plan, I from 1.", valueName: "I/N")) var shard: RunShard?
    @Flag(help: "Start over also what is finished or begun.") var fresh = false
    @Option(
        help: ArgumentHelp(
            "How often a run saves its state: 10s, or a number of rounds. The results do not depend on it.",
            valueName: "interval"))
    var checkpointEvery = CheckpointInterval.seconds(10)
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard 1...1024 ~= threads else { throw ValidationError("--threads \(threads): expected 1 to 1024") }
        guard jobs >= 1 else { throw ValidationError("--jobs \(jobs): expected 1 or more") }
    }

    func run() throws {
        var options = ExperimentRunner.Options(
            results: out, methods: methods?.values, seeds: seeds?.values, threads: threads)
        (options.jobs, options.shard, options.startsOver) = (jobs, shard, fresh)
        options.checkpoints = checkpointEvery
        options.shouldStop = { Interruption.signal != nil }
        Interruption.watch()
        #if MPI
            let job = MPIJob()
            let isSilent = output.quiet || job.communicator.rank > 0
            if job.communicator.size > 1 {
                guard jobs == 1 else { throw ValidationError("--jobs \(jobs): the ranks of an mpirun share one run") }
                options.placement = job
            }
            let runner = try source.runner(options: options)
            let outcome = try job.run(runner, reporting: output.progress)
        #else
            let isSilent = output.quiet
            let runner = try source.runner(options: options)
            let outcome = try runner.run(reporting: output.progress)
        #endif
        switch outcome {
        case .finished:
            if !isSilent { printError("Results: \(runner.directory)") }
        case .stopped:
            printError("Stopped and saved; the same command goes on from here.")
            throw ExitCode(128 + (Interruption.signal ?? SIGINT))
        }
    }
}

extension RunShard: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension CheckpointInterval: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }

    public var defaultValueDescription: String {
        switch self {
        case .rounds(let rounds): "\(rounds)"
        case .seconds(let seconds): "\(Int(saturating: seconds))s"
        }
    }
}
