import ArgumentParser
import ExperimentKit
import FigureKit
import Foundation

struct DataPartitionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partition",
        abstract: "Show how many examples of each class every site of an experiment gets.",
        discussion: "Example: cafe data partition Experiments/quickstart/experiment.yaml --seed 2")

    @OptionGroup var source: ExperimentOptions
    @Option(help: "The run's seed.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let experiment = try source.experiment()
        let report = try PartitionReport(PreparedExperiment(experiment), seed: seed)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
            return
        }
        print(PartitionTable(report).table.rendered(), terminator: "")
    }
}
