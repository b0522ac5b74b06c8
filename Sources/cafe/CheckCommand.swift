import Analysis
import ArgumentParser
import Documents
import Experiments
import Foundation
import Presentation

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold the results of an experiment against its expected.json.",
        discussion: """
            expected.json is given beside the experiment file and lists method, metric, value and tolerance, for each \
            variant of a sweep. The exit code is 1 if any value lies outside its tolerance or is missing.

            Examples:
              cafe check Experiments/quickstart
              cafe check Experiments/quickstart --results Results --record
            """)

    @Argument(help: "Folder of the experiment file.") var experiment: String
    @Option(help: "Folder of the results.") var results = "Results"
    @Flag(help: "Write expected.json from the results instead.") var record = false

    func run() throws {
        guard !experiment.hasSuffix(".yaml") else {
            let folder = URL(filePath: experiment).deletingLastPathComponent().relativePath
            throw InputError("\(experiment): expected the folder of the experiment file, \(folder)")
        }
        let path = "\(experiment)/expected.json"
        if record {
            let name = try ExperimentSweep(contentsOf: "\(experiment)/experiment.yaml").name
            let comparisons = try experimentRecords(in: "\(results)/\(name)").map { try ExperimentComparison($0) }
            try Expectations(experiment: name, recording: comparisons).write(to: path)
            print(path)
            return
        }
        let expectations = try Expectations.read(path)
        let outcomes = try expectations.outcomes(in: experimentRecords(in: "\(results)/\(expectations.experiment)"))
        print(ExpectationTable(outcomes).table.rendered(on: .standardOutput), terminator: "")
        let failures = outcomes.count { !$0.passes }
        guard failures == 0 else {
            printError("\(failures) of \(outcomes.count) expectations fail")
            throw ExitCode.failure
        }
    }
}
