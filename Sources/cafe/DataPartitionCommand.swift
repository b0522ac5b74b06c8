import ArgumentParser
import Experiments
import Presentation

struct DataPartitionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partition",
        abstract: "Show how many examples of each class every site of an experiment gets.",
        discussion: """
            Examples:
              cafe data partition Experiments/quickstart/experiment.yaml --seed 2
              cafe data partition Experiments/quickstart/experiment.yaml --figures Results/figures
            """)

    @OptionGroup var source: ExperimentOptions
    @Option(help: "The run's seed; the experiment's first by default.") var seed: UInt64?
    @Flag(help: "Print JSON.") var json = false
    @Option(help: ArgumentHelp("Draw the counts into this folder; needs gnuplot.", valueName: "folder"))
    var figures: String?

    func run() throws {
        let experiment = try source.experiment()
        let seed = seed ?? experiment.seeds[0]
        let report = try PartitionReport(PreparedExperiment(experiment), seed: seed)
        if let figures {
            let figure = PartitionFigure().draw(report, on: FigureSheet("\(report.experiment)-partition-seed-\(seed)"))
            for path in try FigureWriter(folder: figures).write(figure) { printError(path) }
        }
        if json {
            try printJSON(report)
            return
        }
        print("\(report.experiment), seed \(seed): examples of each class")
        print(PartitionTable(report).table.rendered(), terminator: "")
    }
}
