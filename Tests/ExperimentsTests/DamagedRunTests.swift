import Documents
import Experiments
import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing

/// Every durable file of a run: what is damaged, edited or missing is noticed and named, and costs no more than it must.
@Suite struct DamagedRunTests {
    private static let finished = [
        "manifest.json", "rounds.csv", "sites.csv", "slots.csv", "model.npy", "summary.json",
    ]
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private final class Notes: ProgressReporter {
        private let state = Mutex((notes: [String](), rounds: 0))
        var text: String { state.withLock { $0.notes.joined(separator: "\n") } }
        var rounds: Int { state.withLock { $0.rounds } }
        func report(_ event: ProgressEvent) {
            state.withLock { state in
                if case .note(let text) = event { state.notes.append(text) }
                if case .roundFinished = event { state.rounds += 1 }
            }
        }
    }

    private func runner(_ results: String, stopAfter rounds: Int = .max, _ notes: Notes = Notes()) throws
        -> ExperimentRunner
    {
        var options = ExperimentRunner.Options(results: "\(folder.path)/\(results)", methods: ["cafe"], threads: 1)
        options.checkpoints = .rounds(2)
        options.shouldStop = { notes.rounds >= rounds }
        return try ExperimentRunner(
            try quickstart("rounds=8", "data.trainExamples=200", "data.testExamples=20"), options: options)
    }

    @discardableResult
    private func run(_ results: String, stopAfter rounds: Int = .max) throws -> Notes {
        let notes = Notes()
        try runner(results, stopAfter: rounds, notes).run(reporting: notes)
        return notes
    }

    private func path(_ results: String, _ file: String) -> String {
        "\(folder.path)/\(results)/quickstart/cafe/seed-1/\(file)"
    }

    private func flip(_ path: String, at position: Double) throws {
        var bytes = try #require(FileManager.default.contents(atPath: path))
        let index = min(bytes.count - 1, Int(Double(bytes.count) * position))
        bytes[index] ^= 1
        try bytes.write(to: URL(filePath: path))
    }

    private func expectSame(_ a: String, _ b: String) throws {
        for file in ["rounds.csv", "sites.csv", "slots.csv", "model.npy"] {
            let content = FileManager.default.contents(atPath: path(a, file))
            #expect(content != nil && content == FileManager.default.contents(atPath: path(b, file)), "\(file)")
        }
    }

    @Test func aDamagedFileOfAFinishedRunIsNamedAndTheRunMadeAnew() throws {
        try run("good")
        #expect(try PlannedRunState(of: runner("good").plan[0]).isFinished)
        for file in Self.finished {
            for position in [0.0, 0.3, 0.999] {
                let copy = "\(file)-\(position)"
                try FileManager.default.copyItem(atPath: "\(folder.path)/good", toPath: "\(folder.path)/\(copy)")
                try flip(path(copy, file), at: position)
                let state = try PlannedRunState(of: runner(copy).plan[0])
                guard case .damaged(let reason)? = state.obstacle else {
                    Issue.record("\(file) damaged at \(position) without a word: \(state)")
                    continue
                }
                #expect(!state.isFinished && reason.contains(file))
                let error = #expect(throws: DocumentError.self) {
                    let record = try RunRecord(
                        RunDirectory(
                            path: URL(filePath: path(copy, "x"))
                                .deletingLastPathComponent().path))
                    _ = (try record.siteRows(), try record.slots())
                    if file == "model.npy" { throw DocumentError(file: file, message: "no reader reads it") }
                }
                #expect(error?.file.hasSuffix(file) == true, "\(String(describing: error))")
            }
            let lacking = "without-\(file)"
            try FileManager.default.copyItem(atPath: "\(folder.path)/good", toPath: "\(folder.path)/\(lacking)")
            try FileManager.default.removeItem(atPath: path(lacking, file))
            #expect(try !PlannedRunState(of: runner(lacking).plan[0]).isFinished, "\(file)")
        }
        let notes = try run("rounds.csv-0.3")
        #expect(notes.text.contains("rounds.csv") && notes.text.contains("what was there is now in"))
        try expectSame("good", "rounds.csv-0.3")
    }

    @Test(arguments: [0.0, 0.001, 0.2, 0.5, 0.999])
    func aDamagedCheckpointCostsTheRoundsSinceTheOneBefore(position: Double) throws {
        try run("good")
        try run("parts", stopAfter: 5)
        try flip(path("parts", "checkpoint.bin"), at: position)
        let notes = try run("parts")
        #expect(notes.rounds == 4, "expected to continue at round 4")
        #expect(notes.text.contains("checkpoint.bin") && notes.text.contains("from the checkpoint before"))
        try expectSame("good", "parts")
    }

    @Test(arguments: ["checkpoint.bin", "rounds.csv", "sites.csv", "slots.csv"])
    func withoutAGoodCheckpointTheRunStartsOverAndSaysWhy(file: String) throws {
        try run("good")
        try run("parts", stopAfter: 5)
        try flip(path("parts", file), at: file == "checkpoint.bin" ? 0.5 : 0.2)
        if file == "checkpoint.bin" { try flip(path("parts", "checkpoint.previous.bin"), at: 0.5) }
        let notes = try run("parts")
        #expect(notes.rounds == 8)
        #expect(notes.text.contains(file) && notes.text.contains("starts over"), "\(notes.text)")
        let replaced = "\(folder.path)/parts/quickstart/cafe/replaced"
        #expect(try FileManager.default.contentsOfDirectory(atPath: replaced).count == 1)
        try expectSame("good", "parts")
    }

    @Test func aCutCheckpointIsNoticedToo() throws {
        try run("parts", stopAfter: 5)
        for file in ["checkpoint.bin", "checkpoint.previous.bin"] {
            let data = try #require(FileManager.default.contents(atPath: path("parts", file)))
            try data.prefix(data.count / 2).write(to: URL(filePath: path("parts", file)))
        }
        #expect(try run("parts").text.contains("checkpoint.bin: is damaged"))
    }

    /// What cannot be read now may be good: nothing is set aside for that.
    @Test func aManifestThatCannotBeReadNowIsLeftAlone() throws {
        try run("good")
        let manifest = path("good", "manifest.json")
        let data = try #require(FileManager.default.contents(atPath: manifest))
        // A folder in its place: every user is refused with EISDIR.
        try FileManager.default.removeItem(atPath: manifest)
        try FileManager.default.createDirectory(atPath: manifest, withIntermediateDirectories: false)
        #expect(throws: (any Error).self) { try run("good") }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/good/quickstart/cafe/replaced"))
        try FileManager.default.removeItem(atPath: manifest)
        try data.write(to: URL(filePath: manifest))
        #expect(try PlannedRunState(of: runner("good").plan[0]).isFinished)
    }
}
