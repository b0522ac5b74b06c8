import Documents
import Foundation
import RunStore

/// A row of `rounds.csv`.
public func row(_ round: Int, grams: Double = 0.1, before: Double = 0, accuracy: Double? = nil) -> RoundRow {
    RoundRow(
        round: round, utc: "2020-06-01T00:00Z", selected: 3, queue: 0.1 + 0.2, utility: nil, computeGrams: grams,
        probeGrams: 0, networkGrams: 0, roundGrams: grams, cumulativeGrams: before + grams, budgetGrams: 10,
        trainLoss: 1e-7, testLoss: nil, testAccuracy: accuracy)
}

/// A completed run with the given accuracies, one gram a round, every round evaluated.
public func completedRun(_ method: String, index: Int = 0, seed: UInt64, accuracies: [Double], in results: String)
    throws
{
    let directory = RunDirectory(results: results, experiment: "demo", method: method, seed: seed)
    let rows = accuracies.enumerated().map { row($0, grams: 1, before: Double($0), accuracy: $1) }
    try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
    try RunSummary(rows: rows, budgetGrams: 10, finalQueue: 0, wallSeconds: 1).write(to: directory.summary)
    var manifest = RunManifest.synthetic(method, index: index, seed: seed, status: .completed)
    manifest.finished = manifest.started
    try manifest.write(to: directory.manifest)
}

extension RunManifest {
    /// Of a run of the experiment `demo`.
    public static func synthetic(_ method: String, index: Int, seed: UInt64, status: RunStatus) -> RunManifest {
        RunManifest(
            experiment: "demo", method: method, methodIndex: index, seed: seed,
            configuration: ["rounds": 3, "budget": ["fractionOfFull": 0.25], "methods": [["kind": "cafe"]]],
            configurationHash: "abc", environment: RunEnvironment(threads: 2),
            started: Date(timeIntervalSince1970: 1_600_000_000), status: status)
    }
}

/// A run of two rounds, with a summary if it is completed.
public func writeSyntheticRun(_ results: String, _ method: String, index: Int, seed: UInt64, status: RunStatus)
    throws
{
    let directory = RunDirectory(results: results, experiment: "demo", method: method, seed: seed)
    try RunManifest.synthetic(method, index: index, seed: seed, status: status).write(to: directory.manifest)
    let rows = [row(0), row(1, before: 0.1, accuracy: 0.5)]
    try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
    if status == .completed {
        try RunSummary(rows: rows, budgetGrams: 10, finalQueue: 0, wallSeconds: 1).write(to: directory.summary)
    }
}
