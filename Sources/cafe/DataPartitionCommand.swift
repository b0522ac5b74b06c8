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
    @OptionGroup var drawing: DrawingOptions

    func run() throws {
        let experiment = try source.experiment()
        let seed = seed ?? experiment.seeds[0]
        let report = try PartitionReport(PreparedExperiment(experiment), seed: seed)
        try drawing.draw("\(report.experiment)-partition-seed-\(seed)") { PartitionFigure().draw(report, on: $0) }
        if json {
            try printJSON(report)
            return
        }
        print("\(report.experiment), seed \(seed): examples of each class")
        print(PartitionTable(report).table.rendered(), terminator: "")
    }
}
