import Documents
import Experiments
import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing

/// Runs that are cut off, taken up again, repeated, changed or contested.
@Suite struct ResumeTests {
    private let folder: TemporaryFolder
    private let files = ["rounds.csv", "sites.csv", "slots.csv", "model.npy"]

    init() throws { folder = try TemporaryFolder() }

    /// Collects notes; stops runs after so many rounds in all.
    private final class Watcher: ProgressReporter {
        private let state = Mutex((notes: [String](), rounds: 0, kept: 0))
        var notes: [String] { state.withLock { $0.notes } }
        var rounds: Int { state.withLock { $0.rounds } }
        var kept: Int { state.withLock { $0.kept } }

        func report(_ event: ProgressEvent) {
            state.withLock { state in
                switch event {
                case .note(let text): state.notes.append(text)
                case .roundFinished: state.rounds += 1
                case .kept(let runs, _): state.kept = runs
                default: break
                }
            }
        }
    }

    private func options(_ results: String) -> ExperimentRunner.Options {
        ExperimentRunner.Options(results: folder.path + "/" + results, threads: 2)
    }

    @discardableResult
    private func run(_ experiment: Experiment, _ options: ExperimentRunner.Options, stopAfter rounds: Int = .max) throws
        -> (outcome: ExperimentRunner.Ending, watcher: Watcher)
    {
        let watcher = Watcher()
        var options = options
        options.shouldStop = { watcher.rounds >= rounds }
        return (try ExperimentRunner(experiment, options: options).run(reporting: watcher), watcher)
    }

    private func content(_ results: String, _ method: String, _ file: String, seed: Int = 1) throws -> Data {
        try #require(
            FileManager.default.contents(atPath: "\(folder.path)/\(results)/quickstart/\(method)/seed-\(seed)/\(file)"))
    }

    private func expectSame(_ a: String, _ b: String, methods: [String], seeds: [Int] = [1]) throws {
        for method in methods {
            for seed in seeds {
                for file in files {
                    #expect(try content(a, method, file, seed: seed) == content(b, method, file, seed: seed), "\(file)")
                }
                func summary(_ results: String) throws -> RunSummary {
                    var summary = try RunSummary.read(
                        "\(folder.path)/\(results)/quickstart/\(method)/seed-\(seed)/summary.json")
                    summary[.wallSeconds] = 0
                    return summary
                }
                #expect(try summary(a) == summary(b))
            }
        }
    }

    /// A method for each kind of state: queue and stale gradients, momentum at the server, none.
    private func experiment(_ assignments: String...) throws -> Experiment {
        try Experiment(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized.path,
            assignments: ["rounds=9", "seeds=[1]", "methods.random-k.server={kind: adam}"] + assignments)
    }

    @Test(arguments: [1, 4, 9, 13, 26])
    func aStoppedRunGoesOnBitByBit(rounds: Int) throws {
        let experiment = try experiment()
        try run(experiment, options("whole"))
        #expect(try run(experiment, options("parts"), stopAfter: rounds).outcome == .stopped)
        let second = try run(experiment, options("parts"))
        #expect(second.outcome == .finished)
        #expect(second.watcher.rounds == 27 - rounds, "a round was run twice or left out")
        try expectSame("whole", "parts", methods: ["cafe", "random-k", "lowest-intensity"])
    }

    @Test func rowsAfterTheCheckpointAreRunAgain() throws {
        let experiment = try experiment()
        var some = options("cut")
        some.methods = ["cafe"]
        try run(experiment, some, stopAfter: 5)
        // As a killed process leaves it: rows beyond the checkpoint, the last one in the middle of a line.
        for file in ["rounds.csv", "sites.csv", "slots.csv"] {
            let handle = try #require(
                FileHandle(forWritingAtPath: "\(folder.path)/cut/quickstart/cafe/seed-1/\(file)"))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("5,2020-06-01T05:00Z,3,0.".utf8))
        }
        try run(experiment, some)
        some.results = folder.path + "/whole"
        try run(experiment, some)
        try expectSame("whole", "cut", methods: ["cafe"])
    }

    @Test func whatIsFinishedStaysUnlessAskedOtherwise() throws {
        let experiment = try experiment()
        try run(experiment, options("again"))
        let second = try run(experiment, options("again")).watcher
        #expect(second.rounds == 0 && second.kept == 3 && second.notes.isEmpty)
        var fresh = options("again")
        fresh.startsOver = true
        #expect(try run(experiment, fresh).watcher.rounds == 27)
    }

    @Test func aRunOfAnotherConfigurationIsSetAside() throws {
        var some = options("changed")
        some.methods = ["cafe"]
        try run(try experiment(), some)
        let old = try content("changed", "cafe", "rounds.csv")
        let watcher = try run(try experiment("training.learningRate=0.05"), some).watcher
        #expect(watcher.rounds == 9 && watcher.notes.contains { $0.contains("the old run is now in") })
        #expect(try content("changed", "cafe", "rounds.csv") != old)
        let replaced = "\(folder.path)/changed/quickstart/cafe/replaced"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: replaced).first)
        #expect(FileManager.default.contents(atPath: "\(replaced)/\(name)/rounds.csv") == old)
        #expect(try ExperimentRecord("\(folder.path)/changed/quickstart").methods[0].runs.count == 1)
    }

    @Test func bitsDependOnNeitherJobsNorShardsNorCheckpoints() throws {
        let experiment = try experiment("seeds=[1, 2]")
        try run(experiment, options("one"))
        var several = options("several")
        (several.jobs, several.checkpoints) = (2, .rounds(2))
        for shard in ["2/2", "1/2"] {
            several.shard = RunShard(shard)
            #expect(try run(experiment, several).watcher.rounds == 27)
        }
        try expectSame("one", "several", methods: ["cafe", "random-k", "lowest-intensity"], seeds: [1, 2])
    }

    @Test func aDivergedRunFailsAndTheOthersGoOn() throws {
        let experiment = try experiment("methods.cafe.server={kind: momentum, learningRate: 1e30}")
        let error = #expect(throws: RunFailures.self) { try run(experiment, options("diverged")) }
        #expect(error?.failures.map(\.run.method.name) == ["cafe"])
        let record = try ExperimentRecord("\(folder.path)/diverged/quickstart")
        #expect(record.methods.map(\.completed.count) == [0, 1, 1])
        #expect(record.methods[0].runs[0].manifest.status == .failed)
    }

    @Test func aFolderThatIsNotOneIsAnError() throws {
        let file = try folder.write("", "file")
        let blocked = ExperimentRunner.Options(results: file, threads: 1)
        #expect(throws: RunFailures.self) { try run(try experiment(), blocked) }
    }

    @Test func intervalsAndShardsAreParsedStrictly() {
        #expect(CheckpointInterval("5") == .rounds(5) && CheckpointInterval("2.5s") == .seconds(2.5))
        for text in ["0", "-1", "s", "", "nans", "-1s", "5m"] { #expect(CheckpointInterval(text) == nil, "\(text)") }
        #expect(RunShard("2/3").map { [$0.number, $0.count] } == [2, 3])
        for text in ["0/3", "4/3", "1/0", "1", "a/b", "1/2/3", ""] { #expect(RunShard(text) == nil, "\(text)") }
    }
}
