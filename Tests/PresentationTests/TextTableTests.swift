import Analysis
import Documents
import Foundation
import Presentation
import RunStore
import Testing

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([.init("method", .left), .init("grams")])
        table.append(["cafe", "9.98"])
        table.append(["random|k", "10.00"])
        return table
    }

    @Test func columnsLineUp() {
        #expect(table.rendered() == "method    grams\n────────  ─────\ncafe       9.98\nrandom|k  10.00\n")
    }

    /// Optional columns go first, names wrap, the rest follows below: no line is longer than the terminal.
    @Test(arguments: [20, 40, 60, 80, 200]) func aTableFitsTheTerminal(width: Int) {
        var table = TextTable(
            [.init("method", .left)] + (1...6).map { .init("penaltyWeight=\($0)") } + [.init("spare", isOptional: true)]
        )
        table.append(["lowest-intensity (alpha=0.1,penaltyWeight=4)"] + (1...6).map { "\($0).00 ± 0.10 =" } + ["s"])
        let text = table.rendered(on: Terminal(isInteractive: false, usesColor: false, width: width))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= max(width, 31) })
        for column in 1...6 {
            #expect(text.contains("penaltyWeight=\(column)") && text.contains("\(column).00 ± 0.10 ="))
        }
        let isLeftOut = text.replacing("\n  ", with: " ").contains("not shown at this width: spare")
        #expect(isLeftOut == (width < 160))
    }

    @Test func latexHasTheRulesOfBooktabs() throws {
        let experiment = try SyntheticExperiment(seeds: 3)
        let latex = ComparisonTable(try ExperimentComparison(experiment.record())).latex
        #expect(latex.contains("\\toprule") && latex.contains("\\bottomrule") && latex.contains("gCO$_2$eq"))
        #expect(latex.contains("cafe-1.0 & $\\mathbf{67.00} \\pm 1.00$"), "\(latex)")
    }

    @Test func markdownEscapesItsBars() {
        #expect(table.markdown == "| method | grams |\n|---|---:|\n| cafe | 9.98 |\n| random\\|k | 10.00 |\n")
    }

    @Test func aTableWithoutRowsIsItsHeader() {
        #expect(TextTable([.init("a")]).rendered() == "a\n─\n")
    }
}

@Suite struct ComparisonTableTests {
    @Test func theGapHasAColumnWhereRunsAreCertified() throws {
        let experiment = try SyntheticExperiment(seeds: 1)
        let plain = ComparisonTable(try ExperimentComparison(experiment.record()))
        #expect(!plain.table.columns.contains { $0.title == "gap to bound, %" })
        let json =
            #"{"utility": 3, "upper_bound": 4, "gap_percent": 25, "oracle_utility": 4, "oracle_g": 1, "budget_g": 1, "#
            + #""bound_g": 1, "price_per_g": 0, "exact": true}"#
        try JSONDecoder().decode(RunCertificate.self, from: Data(json.utf8))
            .write(to: experiment.results + "/small/cafe-1.0/seed-1/certificate.json")
        let table = ComparisonTable(try ExperimentComparison(experiment.record()))
        let column = try #require(table.table.columns.firstIndex { $0.title == "gap to bound, %" })
        #expect(table.table.rows.map { $0[column] } == ["25.00", "–"])
        #expect(table.notes.contains { $0.hasPrefix("gap to bound") })
    }
}

@Suite struct SideBySideTableTests {
    private func records() throws -> [ExperimentRecord] {
        let experiment = try SyntheticExperiment("sweep/a=10", seeds: 3)
        try FileManager.default.createDirectory(
            atPath: experiment.results + "/sweep/a=2", withIntermediateDirectories: true)
        for method in ["cafe-1.0", "random"] {
            try FileManager.default.copyItem(
                atPath: experiment.results + "/sweep/a=10/" + method,
                toPath: experiment.results + "/sweep/a=2/" + method)
        }
        for path in FileManager.default.subpaths(atPath: experiment.results + "/sweep/a=2") ?? []
        where path.hasSuffix("manifest.json") {
            let file = experiment.results + "/sweep/a=2/" + path
            var manifest = try RunManifest.read(file)
            manifest.experiment = "sweep/a=2"
            manifest.configurationHash = path.hasPrefix("random") ? "0" : "1"
            try manifest.write(to: file)
        }
        return try ExperimentRecord.all(in: experiment.results + "/sweep")
    }

    @Test func variantsAreColumnsInTheOrderOfTheirNumbers() throws {
        let table = try SideBySideTable(records(), metric: .meanAccuracyLastTenth)
        #expect(table.table.columns.map(\.title) == ["method", "a=2", "a=10"])
        #expect(table.table.rows.map(\.[0]) == ["cafe-1.0", "random"])
        #expect(table.table.rows[0][1] == "67.00 ± 1.00 =")
    }

    @Test func aColumnOrAMethodCanBeTheBaseline() throws {
        let records = try records()
        let across = try SideBySideTable(records, metric: .meanAccuracyLastTenth, baseline: "a=10")
        #expect(across.table.rows[0] == ["cafe-1.0", "+0.00 level", "67.00 ± 1.00"])
        let within = try SideBySideTable(records, metric: .meanAccuracyLastTenth, baseline: "random")
        #expect(within.table.rows[0][1] == "+0.00 level" && within.table.rows[1][1] == "67.00 ± 1.00")
        #expect(throws: ComparisonError.self) {
            try SideBySideTable(records, metric: .meanAccuracyLastTenth, baseline: "a=3")
        }
    }

    @Test func aMethodThatIsTheSameEverywhereStandsOnce() throws {
        let together = ExperimentRecord(together: try records())
        #expect(together.name == "sweep")
        #expect(together.methods.map(\.name) == ["cafe-1.0 (a=2)", "cafe-1.0 (a=10)", "random"])
        #expect(together.methods.map(\.runs.count) == [3, 3, 3])
    }
}
