import Documents
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct CSVRowTests {
    @Test func theColumnsAreThoseOfTheFormat() {
        #expect(
            RoundRow.csvHeader
                == "round,utc,selected,queue,utility,compute_g,probe_g,network_g,round_g,cumulative_g,budget_g,train_loss,test_loss,test_accuracy"
        )
        #expect(
            SiteRow.csvHeader
                == "round,site,selected,intensity_g_per_kwh,energy_kwh,compute_g,probe_g,network_g,samples,weight")
    }

    @Test func numbersComeBackIdentical() throws {
        let rows = [
            row(0, grams: 1 / 3, accuracy: 0.1 + 0.2), row(1, grams: .leastNonzeroMagnitude),
            row(2, grams: .greatestFiniteMagnitude),
        ]
        let text = ([RoundRow.csvHeader] + rows.map(\.csvLine)).map { $0 + "\n" }.joined()
        #expect(try RoundRow.parse(text, path: "rounds.csv") == rows)
        #expect(rows[1].csvLine.hasSuffix(","))
    }

    @Test func textIsQuotedWhereItMustBe() throws {
        let site = SiteRow(
            round: 1, site: "Paris, \"FR\"", selected: true, intensityGramsPerKWh: 53.5, energyKWh: 0.01,
            computeGrams: 0.5, probeGrams: 0.02, networkGrams: 0, samples: 100, weight: 0.25)
        let text = SiteRow.csvHeader + "\n" + site.csvLine + "\n"
        #expect(text.contains("\"Paris, \"\"FR\"\"\""))
        #expect(try SiteRow.parse(text, path: "sites.csv") == [site])
        #expect(site.totalGrams == 0.52)
    }

    @Test func aDivergedLossIsAbsent() {
        var diverged = row(0)
        diverged.trainLoss = .nan
        #expect(diverged.csvLine.contains(",10.0,,,"))
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("round,utc\n", "rounds.csv:1: the header"),
        (RoundRow.csvHeader + "\n1,2\n", "rounds.csv:2: 2 fields, expected 14"),
        (RoundRow.csvHeader + "\n0,u,x,0,,0,0,0,0,0,0,,,\n", "rounds.csv:2: selected: 'x', expected an integer"),
        (RoundRow.csvHeader + "\n0,u,1,nan,,0,0,0,0,0,0,,,\n", "rounds.csv:2: queue: 'nan', expected a finite number"),
        (RoundRow.csvHeader + "\n0,u,1,0,,0,0,0,,0,0,,,\n", "rounds.csv:2: round_g: '', expected a finite number"),
        (RoundRow.csvHeader + "\n0,u,1,0,,0,0,0,0,0,0,,,", "rounds.csv:2: the last line has no line end"),
        (RoundRow.csvHeader + "\n0,\"u,1,0,,0,0,0,0,0,0,,,\n", "rounds.csv:2: a quote that is not closed"),
    ])
    func aBrokenFileNamesThePlace(text: String, message: String) {
        let error = #expect(throws: DocumentError.self) { try RoundRow.parse(text, path: "rounds.csv") }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func aRunningFileMayEndInMidLine() throws {
        let text = RoundRow.csvHeader + "\n" + row(0).csvLine + "\n1,2020-06"
        #expect(try RoundRow.parse(text, path: "rounds.csv", running: true) == [row(0)])
        #expect(try RoundRow.parse("round,ut", path: "rounds.csv", running: true).isEmpty)
    }
}

@Suite struct CSVRowWriterTests {
    @Test func everyRowIsInTheFileAtOnce() throws {
        let folder = try TemporaryFolder()
        let writer = try CSVRowWriter<RoundRow>(creating: folder.path + "/a/b/rounds.csv")
        #expect(try RoundRow.read(writer.path).isEmpty)
        try writer.append(row(0))
        #expect(try RoundRow.read(writer.path) == [row(0)])
        try writer.append(contentsOf: [row(1), row(2)])
        #expect(try RoundRow.read(writer.path) == [row(0), row(1), row(2)])
    }

    @Test func resumingCutsOffWhatComesAgain() throws {
        let folder = try TemporaryFolder()
        let text = RoundRow.csvHeader + "\n" + (0..<4).map { row($0).csvLine + "\n" }.joined() + "4,2020"
        let path = try folder.write(text, "rounds.csv")
        let twoRounds = Data((RoundRow.csvHeader + "\n" + row(0).csvLine + "\n" + row(1).csvLine + "\n").utf8)
        let mark = FileMark(bytes: twoRounds.count, sha256: ContentDigest.of(twoRounds))
        let writer = try CSVRowWriter<RoundRow>(
            resuming: path, after: mark, digest: try mark.verifiedBeginning(of: path))
        try writer.append(row(2, grams: 7))
        #expect(try RoundRow.read(path) == [row(0), row(1), row(2, grams: 7)])
        let content = try #require(FileManager.default.contents(atPath: path))
        #expect(writer.mark == FileMark(bytes: content.count, sha256: ContentDigest.of(content)))
        let longer = FileMark(bytes: content.count + 1, sha256: mark.sha256)
        #expect(throws: DocumentError.self) { try longer.verifiedBeginning(of: path) }
        #expect(throws: DocumentError.self) { try mark.verifiedBeginning(of: folder.path + "/new.csv") }
    }

    @Test func aFileThatIsRemovedUnderTheWriterIsNoticed() throws {
        let folder = try TemporaryFolder()
        let writer = try CSVRowWriter<RoundRow>(creating: folder.path + "/rounds.csv")
        try writer.append(row(0))
        try writer.synchronize()
        try FileManager.default.removeItem(atPath: writer.path)
        let error = #expect(throws: DocumentError.self) { try writer.synchronize() }
        #expect(error?.description.contains("was removed or replaced") == true)
    }

    @Test func aPlaceThatCannotBeWrittenIsAnError() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", "file")
        #expect(throws: DocumentError.self) { try CSVRowWriter<RoundRow>(creating: file + "/rounds.csv") }
    }
}

@Suite struct RunSummaryTests {
    @Test func sumsUpTheRows() {
        let rows = (0..<20).map {
            row($0, grams: 0.5, before: 0.5 * Double($0), accuracy: $0 % 2 == 1 ? Double($0) / 100 : nil)
        }
        let summary = RunSummary(rows: rows, budgetGrams: 9, finalQueue: 0.25, wallSeconds: 3)
        #expect(summary.finalAccuracy == 0.19)
        #expect(summary.meanAccuracyLastTenth == 0.19)  // of rounds 18 and 19, the second was evaluated
        #expect(summary.totalGrams == 10 && summary[.overshootGrams] == 1 && summary.meanSelected == 3)
        #expect(summary[.roundsTrained] == 20 && summary[.totalUtility] == nil)
    }

    @Test func aRunWithoutRoundsIsAllZero() {
        let summary = RunSummary(rows: [], budgetGrams: 9, finalQueue: 0, wallSeconds: 0)
        #expect(summary.finalAccuracy == nil && summary.meanSelected == 0 && summary[.overshootGrams] == 0)
    }

    @Test func theKeysAreThoseOfTheFormat() throws {
        let summary = RunSummary(rows: [row(0, accuracy: 0.5)], budgetGrams: 9, finalQueue: 0, wallSeconds: 1)
        let object = try #require(try JSONSerialization.jsonObject(with: summary.jsonData()) as? [String: Any])
        let required: Set = [
            "final_accuracy", "mean_accuracy_last_tenth", "total_g", "budget_g", "overshoot_g", "queue_final",
            "rounds_trained", "mean_selected", "wall_seconds",
        ]
        #expect(required.isSubset(of: object.keys), "\(required.subtracting(object.keys)) missing")
    }
}

@Suite struct RunRecordTests {
    @Test func anExperimentComesBackInTheOrderOfItsFile() throws {
        let folder = try TemporaryFolder()
        for seed: UInt64 in [10, 2] {
            try writeSyntheticRun(folder.path, "zeta", index: 0, seed: seed, status: .completed)
            try writeSyntheticRun(folder.path, "alpha", index: 1, seed: seed, status: seed == 2 ? .failed : .completed)
        }
        let record = try ExperimentRecord(folder.path + "/demo/")
        #expect(record.name == "demo" && record.methods.map(\.name) == ["zeta", "alpha"])
        #expect(record.methods[0].runs.map(\.manifest.seed) == [2, 10])
        #expect(record.methods[1].completed.map(\.manifest.seed) == [10])
        let manifest = record.methods[0].runs[0].manifest
        #expect(manifest == RunManifest.synthetic("zeta", index: 0, seed: 2, status: .completed))
        #expect(manifest.configuration[path: "budget.fractionOfFull"]?.doubleValue == 0.25)
        #expect(manifest.configuration[path: "methods[0].kind"]?.stringValue == "cafe")
        #expect(manifest.configuration[path: "methods.1.kind"] == nil)
    }

    @Test func aFolderWithoutRunsSaysWhatWasExpected() throws {
        let folder = try TemporaryFolder()
        let empty = #expect(throws: NoRunsError.self) { try ExperimentRecord(folder.path) }
        #expect(empty?.description.contains("holds no run") == true)
        let missing = #expect(throws: DocumentError.self) { try ExperimentRecord(folder.path + "/none") }
        #expect(missing?.description.contains("no such folder") == true)
    }

    @Test func aBrokenManifestNamesTheKey() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("{\"experiment\": \"demo\", \"method\": 3}", "manifest.json")
        let error = #expect(throws: DocumentError.self) { try RunManifest.read(path) }
        #expect(error?.keyPath == "method" && error?.file == path)
        let cut = try folder.write("{\"experiment\": ", "cut.json")
        #expect(throws: DocumentError.self) { try RunManifest.read(cut) }
    }

    @Test func aNumberThatIsNotFiniteIsRefused() throws {
        let folder = try TemporaryFolder()
        var summary = RunSummary(rows: [], budgetGrams: 1, finalQueue: 0, wallSeconds: 0)
        summary[.totalGrams] = .nan
        let error = #expect(throws: DocumentError.self) { try summary.write(to: folder.path + "/summary.json") }
        #expect(error?.keyPath == "total_g")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/summary.json"))
    }
}
