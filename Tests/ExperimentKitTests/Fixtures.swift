import ExperimentKit
import Foundation

/// A folder that is removed with the value.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "cafe-\(UUID().uuidString)").path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

func row(_ round: Int, grams: Double = 0.1, before: Double = 0, accuracy: Double? = nil) -> RoundRow {
    RoundRow(
        round: round, utc: "2020-06-01T00:00Z", selected: 3, queue: 0.1 + 0.2, utility: nil, computeGrams: grams,
        probeGrams: 0, networkGrams: 0, roundGrams: grams, cumulativeGrams: before + grams, budgetGrams: 10,
        trainLoss: 1e-7, testLoss: nil, testAccuracy: accuracy)
}

/// A completed run with the given accuracies, one gram a round, every round evaluated.
func completedRun(_ method: String, index: Int = 0, seed: UInt64, accuracies: [Double], in results: String) throws {
    let directory = RunDirectory(results: results, experiment: "demo", method: method, seed: seed)
    let rows = accuracies.enumerated().map { row($0, grams: 1, before: Double($0), accuracy: $1) }
    try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
    try RunSummary(rows: rows, budgetGrams: 10, finalQueue: 0, wallSeconds: 1).write(to: directory.summary)
    var manifest = RunRecordTests.manifest(method, index: index, seed: seed, status: .completed)
    manifest.finished = manifest.started
    try manifest.write(to: directory.manifest)
}
