import Documents
import Experiments
import Foundation
import RunStore
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Locks and disks that stand in a run's way. What needs processes of its own is in Scripts/test-interruptions.sh.
@Suite struct InterruptedRunTests {
    private let folder: TemporaryFolder
    private var run: String { folder.path + "/parts/quickstart/cafe/seed-1" }

    init() throws { folder = try TemporaryFolder() }

    private func runner(_ results: String, stopAfter rounds: Int = .max) throws -> ExperimentRunner {
        var options = ExperimentRunner.Options(results: folder.path + "/" + results, methods: ["cafe"], threads: 1)
        options.checkpoints = .rounds(1)
        let counter = RoundCounter()
        options.shouldStop = { counter.next() >= rounds }
        return try ExperimentRunner(try quickstart("rounds=8"), options: options)
    }

    /// Asked once after each round.
    private final class RoundCounter: @unchecked Sendable {
        private var count = 0
        private let lock = NSLock()
        func next() -> Int {
            lock.withLock {
                count += 1
                return count
            }
        }
    }

    private func expectSameAsWhole() throws {
        try runner("whole").run(reporting: SilentProgress())
        for file in ["rounds.csv", "sites.csv", "slots.csv", "model.npy"] {
            let whole = FileManager.default.contents(atPath: "\(folder.path)/whole/quickstart/cafe/seed-1/\(file)")
            #expect(whole != nil && whole == FileManager.default.contents(atPath: "\(run)/\(file)"), "\(file)")
        }
    }

    @Test func aSecondProcessRefusesAndNamesTheFirst() throws {
        try runner("parts", stopAfter: 3).run(reporting: SilentProgress())
        let before = FileManager.default.contents(atPath: "\(run)/rounds.csv")
        let lock = try folder.write("process 4711 on elsewhere\n", "parts/quickstart/cafe/.seed-1.lock")
        let held = open(lock, O_RDWR)
        #expect(flock(held, LOCK_EX) == 0)
        let error = #expect(throws: RunLockError.self) { try runner("parts").run(reporting: SilentProgress()) }
        #expect(error?.description.contains("is being written by process 4711 on elsewhere") == true)
        #expect(FileManager.default.contents(atPath: "\(run)/rounds.csv") == before)
        close(held)
        // The file is still there, as a process that was killed leaves it.
        try runner("parts").run(reporting: SilentProgress())
        #expect(!FileManager.default.fileExists(atPath: lock))
        try expectSameAsWhole()
    }

    /// Every file that is replaced as a whole: its temporary file is on a full disk, the file itself stays as it was.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: ["checkpoint.bin", "model.npy", "summary.json"], [0, 4])
    func aFullDiskIsSaidAndCostsNothing(file: String, after rounds: Int) throws {
        if rounds > 0 { try runner("parts", stopAfter: rounds).run(reporting: SilentProgress()) }
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(run)/.\(file).new", withDestinationPath: "/dev/full")
        let error = #expect(throws: DocumentError.self) { try runner("parts").run(reporting: SilentProgress()) }
        #expect(error?.file == "\(run)/\(file)")
        #expect(error?.systemError == ENOSPC, "\(String(describing: error))")
        #expect(try RunRecord(RunDirectory(path: run)).status == .failed)
        try runner("parts").run(reporting: SilentProgress())
        try expectSameAsWhole()
    }
}
