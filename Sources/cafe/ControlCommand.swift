import ArgumentParser
import Documents
import Experiments
import Foundation
import Messages
import RunStore

struct ControlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Decide for a federation that somebody else runs.",
        discussion: """
            Reads what the federation says on standard input and answers on standard output, a message a line \
            (Guides/protocol.md): it is asked for each round, names the sites, hears what they sent, tells the weights \
            and keeps the books. The run's folder, RESULTS/<experiment>/<method>/seed-<k>, is that of `cafe run`, and \
            holds the state after each round: the same command goes on from there, whatever ended it.

            Example: cafe control Experiments/quickstart/experiment.yaml --method cafe --out Results/live
            """)

    @OptionGroup var source: ExperimentOptions
    @Option(help: "The method that decides.") var method: String
    @Option(help: "Seed of the method's draws; the experiment's first by default.") var seed: UInt64?
    @Option(help: "Folder for results.", transform: outputPath) var out = "Results"
    @Flag(help: "Start over also what is finished or begun.") var fresh = false
    @Option(help: ArgumentHelp("How long to wait for a message of the federation.", valueName: "seconds"))
    var timeLimit = 86_400

    func validate() throws {
        guard 1...1_000_000_000 ~= timeLimit else {
            throw ValidationError("--time-limit \(timeLimit): expected 1 to 1000000000 seconds")
        }
    }

    func run() throws {
        // A federation that is gone is an error with words rather than a signal.
        signal(SIGPIPE, SIG_IGN)
        let experiment = try source.experiment()
        guard let found = experiment.methods.first(where: { $0.name == method }) else {
            throw DocumentError.unknown(
                method, among: experiment.methods.map(\.name), option: "--method", file: experiment.file)
        }
        try ControlSession.check(found, of: experiment)
        let session = ControlSession(
            MessageChannel(input: STDIN_FILENO, output: STDOUT_FILENO, peer: "the federation"),
            limit: .seconds(timeLimit))  // checked: at most 10⁹
        var options = ExperimentRunner.Options(
            results: out, methods: [method], seeds: [seed ?? experiment.seeds[0]], threads: 1)
        (options.placement, options.checkpoints, options.startsOver) = (session, .rounds(1), fresh)
        let runner = try ExperimentRunner(experiment, options: options)
        let directory = runner.plan[0].directory
        switch try runner.run(reporting: OutputOptions.silent) {
        case .finished:
            try session.end(RunSummary.read(directory.summary))
            printError("All rounds are done: \(directory.path)")
        case .stopped:
            printError("The federation left; the same command goes on: \(directory.path)")
        }
    }
}
