import Documents
import Foundation
import RunStore
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct RunOverviewTests {
    @Test func aRunIsRunningOnlyWhileSomebodyHoldsIt() throws {
        let folder = try TemporaryFolder()
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 1, status: .completed)
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 2, status: .running)
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 3, status: .running)
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 4, status: .failed)
        let held = open("\(folder.path)/demo/cafe/.seed-3.lock", O_RDWR | O_CREAT, 0o644)
        #expect(flock(held, LOCK_EX) == 0)
        defer { close(held) }
        // What a process that was killed leaves behind.
        _ = try folder.write("process 1 on nowhere\n", "demo/cafe/.seed-2.lock")
        let overview = try RunOverview(below: folder.path)
        let entry = try #require(overview.entries.first)
        #expect(overview.entries.count == 1 && overview.unreadable.isEmpty)
        #expect(entry.runs.map(\.status) == [.completed, .interrupted, .running, .failed])
        #expect(entry.runs.map(\.roundsDone) == [2, 2, 2, 2] && entry.runs[0].rounds == 3)
        #expect(entry.runs[0].accuracy == 0.5 && entry.runs[0].grams == 0.2 && entry.runs[0].budgetGrams == 10)
    }

    @Test func aBrokenRunHidesNoOther() throws {
        let folder = try TemporaryFolder()
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 1, status: .completed)
        try writeSyntheticRun(folder.path, "random-k", index: 1, seed: 1, status: .completed)
        _ = try folder.write("{", "demo/random-k/seed-1/manifest.json")
        let overview = try RunOverview(below: folder.path + "/")
        #expect(overview.entries.map(\.method) == ["cafe"])
        #expect(overview.unreadable.map(\.file) == ["\(folder.path)/demo/random-k/seed-1/manifest.json"])
    }

    @Test func anEmptyFolderHoldsNoRun() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: NoRunsError.self) { try RunOverview(below: folder.path) }
        #expect(error?.description.contains("holds no run") == true)
        #expect(throws: DocumentError.self) { try RunOverview(below: folder.path + "/nowhere") }
    }
}
