import ArgumentParser
import Experiments
import RunStore

struct SweepPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "List every run of an experiment file and how far it is, without running anything.",
        discussion: """
            A line per run, tab separated: number, directory, configuration hash, rounds done and to do, status. The number
            decides the shard: `cafe run --shard I/N` takes the runs whose number is I - 1 modulo N.

            Example: cafe sweep plan Experiments/demo/experiment.yaml --shard 1/4
            """)

    @OptionGroup var source: ExperimentOptions
    @Option(help: "Folder for results.", transform: outputPath) var out = "Results"
    @Option(help: "Methods to run, separated by commas; all by default.") var methods: CommaSeparated<String>?
    @Option(help: "Seeds in place of the experiment's, separated by commas.") var seeds: CommaSeparated<UInt64>?
    @Option(help: ArgumentHelp("Only part I of N of the plan.", valueName: "I/N")) var shard: RunShard?
    @Flag(help: "Print JSON.") var json = false

    private struct Line: Encodable {
        let index: Int
        let experiment: String
        let method: String
        let seed: UInt64
        let directory: String
        let configurationHash: String
        let doneRounds: Int
        let rounds: Int
        let status: String

        init(_ run: PlannedRun) throws {
            let state = try PlannedRunState(of: run)
            (index, experiment, method) = (run.index, run.experiment.name, run.method.name)
            (seed, directory, configurationHash) = (run.seed, run.directory.path, run.configurationHash)
            (doneRounds, rounds) = (state.roundsDone, run.experiment.rounds)
            status =
                switch state.obstacle {
                case nil: state.status.rawValue
                case .otherConfiguration: "other-configuration"
                case .damaged: "damaged"
                case .gradientsNotRecorded: "without-gradients"
                }
        }

        enum CodingKeys: String, CodingKey {
            case index, experiment, method, seed, directory
            case configurationHash = "configuration_hash"
            case doneRounds = "done_rounds"
            case rounds, status
        }
    }

    func run() throws {
        var options = ExperimentRunner.Options(
            results: out, methods: methods?.values, seeds: seeds?.values, threads: 1)
        options.shard = shard
        let lines = try source.runner(options: options).plan.map { try Line($0) }
        if json {
            try printJSON(lines)
        } else {
            for line in lines {
                print(
                    line.index, line.directory, line.configurationHash, "\(line.doneRounds)/\(line.rounds)",
                    line.status, separator: "\t")
            }
        }
    }
}
