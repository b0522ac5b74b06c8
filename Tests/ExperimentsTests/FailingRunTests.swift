import Documents
import Experiments
import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing

/// What goes wrong in one run ends that run, and leaves nothing behind that is not explained.
@Suite struct FailingRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private final class Events: ProgressReporter {
        private let state = Mutex((notes: [String](), failed: [String]()))
        var notes: [String] { state.withLock { $0.notes } }
        var failed: [String] { state.withLock { $0.failed } }
        func report(_ event: ProgressEvent) {
            state.withLock { state in
                if case .note(let text) = event { state.notes.append(text) }
                if case .runFailed(let run, let reason) = event { state.failed.append("\(run.method): \(reason)") }
            }
        }
    }

    private func runner(_ assignments: String...) throws -> ExperimentRunner {
        let experiment = try Experiment(
            contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
            assignments: ["rounds=3", "seeds=[1]", "data.trainExamples=200", "data.testExamples=20"] + assignments)
        return try ExperimentRunner(experiment, options: .init(results: "\(folder.path)/r", threads: 1))
    }

    private func place(_ path: String) -> String { "\(folder.path)/r/quickstart/\(path)" }

    @Test func aRunThatCannotBeWrittenDoesNotStopTheOthers() throws {
        // A file where the folder of the second method belongs.
        try FileManager.default.createDirectory(atPath: place(""), withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: place("random-k")))
        let events = Events()
        let error = #expect(throws: RunFailures.self) { try runner().run(reporting: events) }
        #expect(error?.failures.map(\.run.method.name) == ["random-k"])
        #expect(events.failed.count == 1 && events.failed[0].contains("random-k"))
        for method in ["cafe", "lowest-intensity"] {
            #expect(try RunRecord(RunDirectory(path: place("\(method)/seed-1"))).status == .completed)
        }
    }

    @Test func whatFailsInMidRunIsRecordedWithItsReason() throws {
        // The model has no place to go to.
        try FileManager.default.createDirectory(
            atPath: place("random-k/seed-1/.model.npy.new"), withIntermediateDirectories: true)
        #expect(throws: RunFailures.self) { try runner().run(reporting: Events()) }
        let manifest = try RunManifest.read(place("random-k/seed-1/manifest.json"))
        #expect(manifest.status == .failed && manifest.error?.contains("model.npy") == true)
        #expect(try RunRecord(RunDirectory(path: place("lowest-intensity/seed-1"))).status == .completed)
    }

    @Test func anInvalidExperimentLeavesNoFolders() throws {
        #expect(throws: DocumentError.self) { try runner("carbon.trace=nowhere.csv").run(reporting: Events()) }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/r"))
    }

    @Test func leftoversOfAKilledProcessGoWithTheNextRun() throws {
        try runner().run(reporting: Events())
        let run = "cafe/seed-1"
        for file in ["\(run)/.checkpoint.bin.new", "\(run)/checkpoint.bin", "\(run)/checkpoint.previous.bin"] {
            try Data("rest".utf8).write(to: URL(filePath: place(file)))
        }
        try Data("process 1 on elsewhere".utf8).write(to: URL(filePath: place("cafe/.seed-1.lock")))
        try runner().run(reporting: Events())
        #expect(try FileManager.default.contentsOfDirectory(atPath: place("cafe")) == ["seed-1"])
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: place(run))) == [
                "manifest.json", "rounds.csv", "sites.csv", "slots.csv", "model.npy", "summary.json",
            ])
    }

    @Test func aResultsFolderThatGoesAwayFailsTheRun() throws {
        let results = "\(folder.path)/r"
        let remover = Remover(path: results)
        #expect(throws: (any Error).self) { try runner().run(reporting: remover) }
        // What was lost is not there as a finished run.
        let manifest = try? RunManifest.read(place("cafe/seed-1/manifest.json"))
        #expect(manifest?.status != .completed)
    }

    /// Removes a folder after the first round that it hears of.
    private final class Remover: ProgressReporter {
        let path: String
        private let isDone = Mutex(false)
        init(path: String) { self.path = path }
        func report(_ event: ProgressEvent) {
            guard case .roundFinished = event else { return }
            isDone.withLock { isDone in
                if !isDone { try? FileManager.default.removeItem(atPath: path) }
                isDone = true
            }
        }
    }

    @Test func aTraceWithoutALastLineEndIsSaid() throws {
        let trace = try String(
            contentsOf: repository.appending(path: "Datasets/carbon/europe-2020-hourly.csv"), encoding: .utf8)
        let path = try folder.write(String(trace.dropLast(2)), "cut.csv")
        let events = Events()
        try runner("carbon.trace=\(path)").run(reporting: events)
        #expect(events.notes.contains { $0.contains("the last line has no line break") })
    }
}
