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
