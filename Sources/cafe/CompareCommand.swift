import Analysis
import ArgumentParser
import Experiments
import Foundation
import Presentation
import RunStore

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare the methods of finished experiments over their seeds.",
        discussion: """
            A table of accuracy, grams of budget and sites per round; for several experiments, or a sweep, one of the \
            metric side by side, a column for each (--each: a table for each). Methods are ranked by the mean accuracy \
            over the last tenth of the rounds, on text by bits per character, unless another metric is named. `*` marks a method that is better than \
            every other one by more than chance, `=` those that are the best or so close that it could be chance: paired \
            t tests over seeds with Holm's correction. Runs of different configurations are rows of their own. An \
            experiment file stands for its results; runs that are missing are run first.

            Examples:
              cafe compare Results/demo
              cafe compare Results/demo --baseline random-k --metric final_accuracy
              cafe compare Results/budget --latex
              cafe compare Results/demo Results/quickstart --at-carbon 5 --json
              cafe compare Experiments/quickstart/experiment.yaml
            """)

    @Argument(
        help: """
            Folders that `cafe run` wrote: RESULTS/<experiment>, a sweep with all its variants, or all of RESULTS; or \
            experiment files.
            """)
    var experiments: [String]

    @Option(help: "Folder for the results of experiment files.", transform: outputPath) var out = "Results"

    @Option(
        help: "What methods are ranked by: a key of summary.json.", completion: .list(RunMetric.all.map(\.key)))
    var metric: String?

    @Option(help: ArgumentHelp("Rank by test accuracy when so many grams are spent.", valueName: "grams"))
    var atCarbon: Double?

    @Option(help: ArgumentHelp("Rank by grams spent to reach this test accuracy, 0 to 1.", valueName: "accuracy"))
    var atAccuracy: Double?

    @Option(
        help: ArgumentHelp(
            "Show paired differences to this method; side by side, also to this experiment or variant.",
            valueName: "method"), completion: .methodNames)
    var baseline: String?

    @Flag(help: "Show the 95 % interval of the metric that methods are ranked by.")
    var intervals = false

    @Flag(help: "Of several experiments, a table for each.")
    var each = false

    @Flag(help: "Print JSON with every metric and value.")
    var json = false

    @Flag(help: "Print CSV, a line for each method and metric.")
    var csv = false

    @Flag(help: "Print tables as Markdown.")
    var markdown = false

    @Flag(help: "Print tables for LaTeX, with the rules of booktabs.")
    var latex = false

    func validate() throws {
        guard !experiments.isEmpty else { throw ValidationError("Name at least one experiment folder.") }
        guard [metric != nil, atCarbon != nil, atAccuracy != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError(
                "--metric, --at-carbon and --at-accuracy each name what to rank by; give one of them.")
        }
        guard [json, csv, markdown, latex].count(where: { $0 }) <= 1 else {
            throw ValidationError("--json, --csv, --markdown and --latex exclude each other.")
        }
        if let atCarbon, !(atCarbon > 0 && atCarbon.isFinite) {
            throw ValidationError("--at-carbon \(atCarbon): expected grams above 0.")
        }
        if let atAccuracy, !(atAccuracy > 0 && atAccuracy <= 1) {
            throw ValidationError("--at-accuracy \(atAccuracy): expected an accuracy above 0 and at most 1, as 0.8.")
        }
    }

    func run() throws {
        let named: RunMetric? =
            if let metric {
                try RunMetric(key: metric)
            } else if let atCarbon {
                .accuracy(atGrams: atCarbon)
            } else if let atAccuracy {
                .grams(toAccuracy: atAccuracy)
            } else {
                nil
            }
        let records = try experiments.flatMap { try experimentRecords(in: folder(of: $0)) }
        let ranking = named ?? records.first?.usualMetric ?? .meanAccuracyLastTenth
        if records.count > 1, !each, !json, !csv {
            let table = try SideBySideTable(records, metric: ranking, baseline: baseline)
            show(markdown: table.markdown, latex: table.latex, text: table.rendered)
            return
        }
        let comparisons = try records.map { try ExperimentComparison($0, metric: ranking, baseline: baseline) }
        if json {
            try printJSON(comparisons)
        } else if csv {
            print(([ExperimentComparison.csvHeader] + comparisons.flatMap(\.csvLines)).joined(separator: "\n"))
        } else {
            for (index, comparison) in comparisons.enumerated() {
                if comparisons.count > 1, !latex { print((index > 0 ? "\n" : "") + comparison.experiment) }
                let table = ComparisonTable(comparison, showsInterval: intervals)
                show(markdown: table.markdown, latex: table.latex, text: table.rendered)
            }
        }
    }

    private func show(markdown: String, latex: String, text: (Terminal) -> String) {
        print(self.latex ? latex : self.markdown ? markdown : text(.standardOutput), terminator: "")
    }

    /// The results folder of an argument, after what is missing of an experiment file has been run.
    private func folder(of argument: String) throws -> String {
        guard argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") else { return argument }
        var options = ExperimentRunner.Options(
            results: out, threads: ProcessInfo.processInfo.activeProcessorCount)
        options.shouldStop = { Interruption.signal != nil }
        let runner = try ExperimentRunner(ExperimentSweep(contentsOf: argument), options: options)
        Interruption.watch()
        guard case .finished = try runner.run(reporting: TerminalProgress()) else {
            printError("Stopped and saved; the same command goes on from here.")
            throw ExitCode(128 + (Interruption.signal ?? SIGINT))
        }
        return runner.directory
    }
}
