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

    @Test func everyCellHasAStanding() throws {
        let folder = try TemporaryFolder()
        let lead: [UInt64: Double] = [1: 0.8, 2: 0.9, 3: 0.85, 4: 0.81]
        let trail = lead.mapValues { $0 - 0.1 + 0.01 * ($0 - 0.85) }
        try cell("a", [("cafe", lead), ("full", trail)], in: folder.path)
        // Behind by 0.01 ± 0.02: level, with that regret.
        try cell("b", [("cafe", [1: 0.80, 2: 0.80]), ("full", [1: 0.83, 2: 0.79])], in: folder.path)
        try cell("c", [("cafe", trail), ("full", lead)], in: folder.path)
        // Ahead of one and level with the other.
        let close: [UInt64: Double] = [1: 0.9, 2: 0.8, 3: 0.82, 4: 0.84]
        try cell("d", [("cafe", lead), ("full", trail), ("other", close)], in: folder.path)
        let grid = try GridComparison([folder.path], subject: "cafe")
        #expect(grid.cells.map(\.name) == ["a", "b", "c", "d"] && grid.cells.map(\.seeds) == [4, 2, 4, 4])
        #expect(grid.cells.map(\.rival) == ["full", "full", "full", "other"])
        #expect(grid.cells.map(\.standing) == [.ahead, .level, .behind, .level])
        #expect([Standing.ahead, .level, .behind].map { grid.count($0) } == [1, 2, 1])
        #expect(abs(grid.cells[1].regret - 0.01) < 1e-12 && grid.cells[0].regret == 0)
        #expect(abs(grid.meanRegret - (0.01 + grid.cells[2].regret) / 4) < 1e-12)
        #expect(grid.worst?.name == "c")
        #expect(abs((grid.cells[1].difference.standardError ?? 0) - 0.02) < 1e-12)
        let other = try GridComparison([folder.path], subject: "full")
        #expect(other.cells.prefix(3).map(\.standing) == [.behind, .level, .ahead])
    }

    /// Only seeds that all have count, and methods without runs or that know the future are no rivals.
    @Test func onlyWhatAllHaveIsCompared() throws {
        let folder = try TemporaryFolder()
        try cell(
            "a", [("cafe", [1: 0.8, 2: 0.1]), ("full", [1: 0.7, 3: 0.9]), ("oracle", [1: 0.95])], in: folder.path)
        #expect(try GridComparison([folder.path], subject: "cafe").cells[0].rival == "oracle")
        let path = RunDirectory(path: "\(folder.path)/a/oracle/seed-1").manifest
        var manifest = try RunManifest.read(path)
        manifest.isOffline = true
        try manifest.write(to: path)
        let cell = try GridComparison([folder.path], subject: "cafe").cells[0]
        #expect(
            cell.seeds == 1 && cell.standing == .level && cell.rival == "full" && cell.difference.standardError == nil)
        #expect(cell.statistics.map(\.method) == ["cafe", "full"])
        // Who asks for it gets it.
        #expect(try GridComparison([folder.path], subject: "cafe", rivals: ["oracle"]).cells[0].regret > 0.1)
        #expect(throws: DocumentError.self) { try GridComparison([folder.path], subject: "caffe") }
        #expect(throws: DocumentError.self) {
            try GridComparison([folder.path, folder.path + "/none"], subject: "cafe")
        }
    }

    @Test func gramsToLevelAreMeansOverSeeds() throws {
        let folder = try TemporaryFolder()
        try cell("a", [("cafe", [1: 0.8, 2: 0.8]), ("full", [1: 0.79, 2: 0.5])], in: folder.path)
        let grams = try GridComparison([folder.path], subject: "cafe").cells[0].gramsToLevel
        // From 0.1 at 9 g to 0.8 at 10 g, 0.76 lies at 9 + 0.66/0.7.
        #expect(abs((grams["cafe"] ?? 0) - (9 + 0.66 / 0.7)) < 1e-9 && grams["full"] == nil)
    }

    @Test func measuresOverTheCellsOfSeveralFolders() throws {
        let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
        try cell("a", [("cafe", [1: 0.8, 2: 0.8]), ("full", [1: 0.79, 2: 0.79])], in: one.path)
        try cell("b", [("cafe", [1: 0.82, 2: 0.77]), ("full", [1: 0.8, 2: 0.8])], in: other.path)
        // full never gets near: no ratio of grams.
        try cell("c", [("cafe", [1: 0.8, 2: 0.8]), ("full", [1: 0.3, 2: 0.3])], in: other.path)
        let grid = try GridComparison([one.path, other.path], subject: "cafe")
        #expect(grid.cells.map(\.name) == ["a", "b", "c"])
        let regrets = grid.cells.map { Dictionary(uniqueKeysWithValues: $0.regrets.map { ($0.method, $0.value) }) }
        for (found, expected) in zip(
            regrets, [["cafe": 0, "full": 0.01], ["cafe": 0.005, "full": 0], ["cafe": 0, "full": 0.5]])
        {
            for (method, value) in expected { #expect(abs((found[method] ?? -1) - value) < 1e-12, "\(method)") }
        }
        #expect(abs(grid.depthOfWorstSeed - 0.025) < 1e-12)
        // From 0.1 at 9 g to the last accuracy at 10 g, each seed reaches 0.76 within the last gram.
        func grams(_ last: Double...) -> Double {
            last.map { 9 + 0.66 / ($0 - 0.1) }.reduce(0, +) / Double(last.count)
        }
        let ratios = [grams(0.8, 0.8) / grams(0.79, 0.79), grams(0.82, 0.77) / grams(0.8, 0.8)]
        #expect(abs((grid.medianGramsRatio ?? 0) - (ratios[0] + ratios[1]) / 2) < 1e-9)
        #expect(try GridComparison([other.path], subject: "full").medianGramsRatio.map { $0 < 1 } == true)
    }
}
