import Experiments
import FederatedEngine
import Foundation
import Learning
import RunStore

// Before an experiment is read: from here on both are known by their `kind`, as if they came with the toolkit.
selectionPolicies.register(GreenestPolicy.self)
layers.register(Tanh.self)

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2 else {
    print("usage: own-policy EXPERIMENT.yaml RESULTS")
    exit(2)
}
do {
    let sweep = try ExperimentSweep(contentsOf: arguments[1])
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let runner = try ExperimentRunner(sweep, options: .init(results: arguments[2], threads: threads))
    try runner.run(reporting: SilentProgress())
    for run in runner.plan {
        let record = try RunRecord(run.directory)
        print(run.directory.path, record.latestAccuracy.map { "accuracy \($0)" } ?? "")
    }
} catch {
    print("Error: \(error)")
    exit(1)
}
