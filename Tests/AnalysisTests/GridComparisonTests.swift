import Analysis
import Documents
import Foundation
import RunStore
import TestSupport
import Testing

/// `cafe grid` on hand-made results: ten rounds a run, so that the last tenth is the last round.
@Suite struct GridComparisonTests {
    /// A cell in its own folder; values by method and seed.
    private func cell(_ name: String, _ values: [(method: String, bySeed: [UInt64: Double])], in folder: String) throws
    {
        for (index, entry) in values.enumerated() {
            for (seed, accuracy) in entry.bySeed {
                try completedRun(
                    entry.method, index: index, seed: seed,
                    accuracies: [Double](repeating: 0.1, count: 9) + [accuracy], in: "\(folder)/\(name)")
            }
        }
        // `completedRun` names the experiment demo.
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)/demo") {
            try FileManager.default.moveItem(
                atPath: "\(folder)/\(name)/demo/\(file)", toPath: "\(folder)/\(name)/\(file)")
        }
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)/demo")
    }

    @Test func winsLevelsAndLossesAreTold() throws {
        let folder = try TemporaryFolder()
        try cell("a", [("cafe", [1: 0.8, 2: 0.9]), ("full", [1: 0.7, 2: 0.8])], in: folder.path)
        // Behind by 0.01 ± 0.02: level.
        try cell("b", [("cafe", [1: 0.80, 2: 0.80]), ("full", [1: 0.83, 2: 0.79])], in: folder.path)
        // Behind by 0.1 ± 0: not.
        try cell("c", [("cafe", [1: 0.6, 2: 0.7]), ("full", [1: 0.7, 2: 0.8])], in: folder.path)
        let grid = try GridComparison(folder.path, subject: "cafe")
        #expect(
            grid.cells.map(\.name) == ["a", "b", "c"] && grid.cells.allSatisfy { $0.seeds == 2 && $0.rival == "full" })
        #expect(grid.cells.map(\.isWin) == [true, false, false] && grid.cells.map(\.isLevel) == [true, true, false])
        #expect(abs(grid.levelShare - 2.0 / 3) < 1e-12)
        #expect(grid.worst?.name == "c")
        let differences = grid.cells.map(\.difference.mean)
        #expect(zip(differences, [0.1, -0.01, -0.1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs((grid.cells[1].difference.standardError ?? 0) - 0.02) < 1e-12)
        // In cell a 95 % of 0.85 is 0.8075: cafe gets there with seed 2 alone, full with none.
        #expect(grid.cells[0].gramsToLevel.isEmpty)
        let other = try GridComparison(folder.path, subject: "full")
        #expect(other.cells.map(\.isWin) == [false, true, true])
    }

    /// Only seeds that all have count, and methods without runs or that know the future are no rivals.
    @Test func onlyWhatAllHaveIsCompared() throws {
        let folder = try TemporaryFolder()
        try cell(
            "a", [("cafe", [1: 0.8, 2: 0.1]), ("full", [1: 0.7, 3: 0.9]), ("oracle", [1: 0.95])], in: folder.path)
        #expect(try GridComparison(folder.path, subject: "cafe").cells[0].rival == "oracle")
        let path = RunDirectory(path: "\(folder.path)/a/oracle/seed-1").manifest
        var manifest = try RunManifest.read(path)
        manifest.isOffline = true
        try manifest.write(to: path)
        let cell = try GridComparison(folder.path, subject: "cafe").cells[0]
        #expect(cell.seeds == 1 && cell.isWin && cell.rival == "full" && cell.difference.standardError == nil)
        #expect(cell.statistics.map(\.method) == ["cafe", "full"])
        // Who asks for it gets it.
        #expect(try GridComparison(folder.path, subject: "cafe", rivals: ["oracle"]).cells[0].isLevel == false)
        #expect(throws: DocumentError.self) { try GridComparison(folder.path, subject: "caffe") }
        #expect(throws: DocumentError.self) { try GridComparison(folder.path + "/none", subject: "cafe") }
    }

    @Test func gramsToLevelAreMeansOverSeeds() throws {
        let folder = try TemporaryFolder()
        try cell("a", [("cafe", [1: 0.8, 2: 0.8]), ("full", [1: 0.79, 2: 0.5])], in: folder.path)
        let grams = try GridComparison(folder.path, subject: "cafe").cells[0].gramsToLevel
        // From 0.1 at 9 g to 0.8 at 10 g, 0.76 lies at 9 + 0.66/0.7.
        #expect(abs((grams["cafe"] ?? 0) - (9 + 0.66 / 0.7)) < 1e-9 && grams["full"] == nil)
    }
}
