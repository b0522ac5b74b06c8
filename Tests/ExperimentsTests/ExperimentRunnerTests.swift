import Documents
import Experiments
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct ExperimentRunnerTests {
    private func run(_ experiment: Experiment, into folder: String, threads: Int = 2) throws {
        try ExperimentRunner(experiment, options: .init(results: folder, threads: threads))
            .run(reporting: SilentProgress())
    }

    @Test func rowsAddUpAndTheBudgetHolds() throws {
        let folder = try TemporaryFolder()
        try run(try quickstart("rounds=12"), into: folder.path)
        let record = try ExperimentRecord("\(folder.path)/quickstart")
        #expect(record.methods.map(\.name) == ["cafe", "random-k", "lowest-intensity"])
        for run in record.methods.flatMap(\.runs) {
            let summary = try #require(run.summary)
            let sites = try run.siteRows()
            #expect(run.rounds.count == 12 && sites.count == 120)
            var cumulative = 0.0
            for row in run.rounds {
                let own = sites.filter { $0.round == row.round }
                cumulative += row.roundGrams
                #expect(abs(row.computeGrams + row.probeGrams + row.networkGrams - row.roundGrams) < 1e-12)
                #expect(abs(own.reduce(0) { $0 + $1.totalGrams } - row.roundGrams) < 1e-12)
                #expect(abs(cumulative - row.cumulativeGrams) < 1e-9)
                #expect(own.count { $0.selected } == row.selected)
                // CAFE's own aggregation remembers updates: the sites of a round are not all of its weight.
                #expect(
                    run.manifest.method == "cafe" || row.selected == 0
                        || abs(own.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
            }
            #expect(abs(summary.totalGrams - cumulative) < 1e-9)
            #expect(summary.totalGrams <= summary.budgetGrams && summary[.overshootGrams] == 0)
        }
    }

    @Test func bitsDoNotDependOnThreads() throws {
        let (one, three) = (try TemporaryFolder(), try TemporaryFolder())
        try run(try quickstart(), into: one.path, threads: 1)
        try run(try quickstart(), into: three.path, threads: 3)
        for method in ["cafe", "random-k", "lowest-intensity"] {
            for file in ["rounds.csv", "sites.csv", "slots.csv", "model.npy"] {
                let path = "quickstart/\(method)/seed-1/\(file)"
                let (a, b) = (
                    FileManager.default.contents(atPath: "\(one.path)/\(path)"),
                    FileManager.default.contents(atPath: "\(three.path)/\(path)")
                )
                #expect(a != nil && a == b, "\(path)")
            }
        }
        let other = try TemporaryFolder()
        try run(try quickstart("seeds=[2]"), into: other.path)
        #expect(
            FileManager.default.contents(atPath: "\(one.path)/quickstart/cafe/seed-1/model.npy")
                != FileManager.default.contents(atPath: "\(other.path)/quickstart/cafe/seed-2/model.npy"))
    }

    @Test func aBudgetOfNothingTrainsNothing() throws {
        let folder = try TemporaryFolder()
        try run(try quickstart("budget={grams: 0.0001}"), into: folder.path)
        for run in try ExperimentRecord("\(folder.path)/quickstart").methods.flatMap(\.runs) {
            #expect(run.summary?[.roundsTrained] == 0 && run.summary?.totalGrams == 0)
        }
    }

    @Test(arguments: [
        (
            "methods.cafe.policy.penaltyWeigth=3",
            "methods[0].policy.penaltyWeigth: unknown key; did you mean 'penaltyWeight'?"
        ),
        ("sites=[BX]", "did you mean"), ("carbon.start=2020-12-31T23:00Z", "covers 2020-01-01T00:00Z"),
        ("carbon.trace=nowhere.csv", "nowhere.csv"), ("data.trainExamples=1000000", "is more than"),
        ("partition.alpha=nan", "expected a number above 0"), ("methods.cafe.aggregation=unbiased", "inclusion"),
        ("budget={}", "grams or fractionOfFull"), ("budget={grams: 1, fractionOfFull: 0.1}", "grams or fractionOfFull"),
    ])
    func brokenExperimentsSayWhatAndWhere(assignment: String, expected: String) {
        do {
            let prepared = try PreparedExperiment(try quickstart(assignment))
            _ = try prepared.scenario(seed: 1)
            Issue.record("\(assignment) was accepted")
        } catch {
            let message = "\(error)"
            #expect(message.lowercased().contains(expected.lowercased()), "\(message)")
            #expect(message.contains("experiment.yaml"), "\(message)")
        }
    }

    @Test func augmentationNeedsImages() throws {
        func file(_ shape: String, _ count: Int) -> Data {
            let header = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
            return Data(
                [0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8
                    + (0..<count).map { UInt8($0 % 10) })
        }
        let folder = try TemporaryFolder()
        let (features, labels) = ("\(folder.path)/features.npy", "\(folder.path)/labels.npy")
        try file("(100, 6)", 600).write(to: URL(filePath: features))
        try file("(100,)", 100).write(to: URL(filePath: labels))
        let data = "data={kind: npy, features: \(features), labels: \(labels)}"
        _ = try PreparedExperiment(try quickstart(data, "model=softmaxRegression"))
        let error = #expect(throws: DocumentError.self) {
            try PreparedExperiment(
                try quickstart(data, "model=softmaxRegression", "training.augmentation={flips: true}"))
        }
        #expect(error?.description.contains("a row of 6 numbers") == true, "\(error?.description ?? "")")
    }
}
