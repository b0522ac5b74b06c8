import Analysis
import Documents
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct ResultComparisonTests {
    /// Two results folders with the same run of seed 1; the second folder's run is returned, to be changed.
    private func twins() throws -> (first: TemporaryFolder, second: TemporaryFolder, run: RunDirectory) {
        let folders = (try TemporaryFolder(), try TemporaryFolder())
        for folder in [folders.0, folders.1] {
            try completedRun("cafe", seed: 1, accuracies: [0.5, 0.6], in: folder.path)
        }
        let run = RunDirectory(results: folders.1.path, experiment: "demo", method: "cafe", seed: 1)
        return (folders.0, folders.1, run)
    }

    @Test func timesAndEnvironmentAreNoDifference() throws {
        let (first, second, run) = try twins()
        var manifest = try RunManifest.read(run.manifest)
        manifest.started += 60
        manifest.environment.threads += 1
        manifest.continued = [.init(time: manifest.started, round: 1, environment: manifest.environment)]
        try manifest.write(to: run.manifest)
        var summary = try RunSummary.read(run.summary)
        summary[.wallSeconds] = 99
        try summary.write(to: run.summary)
        let depths = ["", "/demo", "/demo/cafe/seed-1", "/"]
        for depth in depths {
            let comparison = try ResultComparison(first.path + depth, second.path + depth)
            #expect(comparison.runs == 1 && comparison.differences.isEmpty, "\(depth): \(comparison.differences)")
        }
    }

    @Test func theFirstDifferenceOfEachFileIsNamed() throws {
        let (first, second, run) = try twins()
        var manifest = try RunManifest.read(run.manifest)
        manifest.configuration = ["rounds": 3, "budget": ["fractionOfFull": 0.5], "methods": [["kind": "cafe"]]]
        try manifest.write(to: run.manifest)
        var summary = try RunSummary.read(run.summary)
        summary[.finalAccuracy] = nil
        try summary.write(to: run.summary)
        let rows = try String(contentsOfFile: run.rounds, encoding: .utf8)
        try (rows + "2,more\n").write(toFile: run.rounds, atomically: true, encoding: .utf8)
        let own = RunDirectory(results: first.path, experiment: "demo", method: "cafe", seed: 1)
        try Data([1, 2, 3]).write(to: URL(filePath: own.model))
        try Data([1, 2, 4]).write(to: URL(filePath: run.model))
        try Data([1]).write(to: URL(filePath: run.slots))
        let name = "demo/cafe/seed-1"
        #expect(
            try ResultComparison(first.path, second.path).differences == [
                .value(run: name, file: "manifest.json", key: "configuration.budget.fractionOfFull", "0.25", "0.5"),
                .value(run: name, file: "summary.json", key: "final_accuracy", "0.6", nil),
                .line(run: name, file: "rounds.csv", number: 4, "", "2,more"),
                .missing(run: name, file: "slots.csv", from: .first),
                .byte(run: name, file: "model.npy", offset: 2),
            ])
    }

    @Test func aRunOfOneFolderOnlyIsADifference() throws {
        let (first, second, _) = try twins()
        try completedRun("cafe", seed: 2, accuracies: [0.5], in: first.path)
        let comparison = try ResultComparison(first.path, second.path)
        #expect(comparison.runs == 1)
        #expect(comparison.differences == [.missing(run: "demo/cafe/seed-2", file: nil, from: .second)])
        let empty = try TemporaryFolder()
        #expect(throws: NoRunsError.self) { try ResultComparison(first.path, empty.path) }
        #expect(throws: DocumentError.self) { try ResultComparison(first.path, "/nowhere") }
    }
}
