import Experiments
import Foundation

/// The folder of the package.
public let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

/// The quickstart experiment with one seed and four rounds, changed by `path=value` assignments.
public func quickstart(_ assignments: String...) throws -> Experiment {
    try Experiment(
        contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
        assignments: ["rounds=4", "seeds=[1]"] + assignments)
}
