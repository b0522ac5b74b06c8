import Foundation
import Presentation
import RunStore
import Testing

@Suite struct HTMLReportTests {
    @Test(.enabled(if: hasGnuplot)) func thePageHoldsTablesFiguresAndSettings() throws {
        let experiment = try SyntheticExperiment(weights: [0.1, 1, nil])
        let html = try HTMLReport([experiment.record()], title: "A < B").html
        #expect(html.contains("<title>A &lt; B</title>"))
        #expect(html.ranges(of: "<svg").count == 9 && html.ranges(of: "</svg>").count == 9)
        #expect(html.contains("<th scope=\"row\" role=\"rowheader\">cafe-0.1</th>") && html.contains("fractionOfFull"))
        #expect(html.contains("prefers-color-scheme: dark"))
    }

    @Test(.enabled(if: hasGnuplot)) func nothingIsLoadedAndNoIdStandsTwice() throws {
        let experiment = try SyntheticExperiment(weights: [1, nil])
        let html = try HTMLReport([experiment.record(), experiment.record()], title: "two").html
        #expect(!html.contains("<script") && html.firstMatch(of: /(src|href)="(https?:)?\/\//) == nil)
        let ids = html.matches(of: /\sid=["']([^"']+)["']/).map { String($0.1) }
        #expect(ids.count > 20 && Set(ids).count == ids.count)
        for target in html.matches(of: /\shref=["']#([^"']+)["']/).map({ String($0.1) }) {
            #expect(ids.contains(target), "nothing has the id \(target)")
        }
    }

    @Test(.enabled(if: hasGnuplot)) func severalExperimentsStandSideBySideFirst() throws {
        let experiments = try [0.1, 0.5].map { try SyntheticExperiment("b\($0)", fraction: $0) }
        let html = try HTMLReport(experiments.map { try $0.record("b\($0.fraction)") }, title: "sweep").html
        let overview = try #require(html.firstMatch(of: /<section id="overview"[\s\S]*?<\/section>/)).0
        #expect(
            overview.contains("<th scope=\"row\" role=\"rowheader\">b0.1</th>")
                && overview.contains("<th scope=\"row\" role=\"rowheader\">b0.5</th>"))
        #expect(overview.contains("Mean test accuracy over the last tenth of the rounds against budget"))
        #expect(try !HTMLReport([experiments[0].record("b0.1")], title: "one").html.contains("id=\"overview\""))
        withExtendedLifetime(experiments) {}  // its files are read up to here
    }

    @Test(.enabled(if: hasGnuplot)) func aReportOfTextRanksByBits() throws {
        let experiment = try SyntheticExperiment(isText: true)
        let html = try HTMLReport([experiment.record(), experiment.record()], title: "text").html
        #expect(html.contains("<dt>fewest bits per character</dt><dd>random, 0.72 ("))
        #expect(html.contains("Final test bits per character, ± standard deviation"))
    }

    @Test func aFolderOfExperimentsGivesEach() throws {
        let experiment = try SyntheticExperiment("one", weights: [nil], seeds: 1)
        #expect(try ExperimentRecord.all(in: experiment.results).map(\.name) == ["one"])
        #expect(try ExperimentRecord.all(in: experiment.results + "/one").map(\.name) == ["one"])
        #expect(throws: NoRunsError.self) { try ExperimentRecord.all(in: experiment.results + "/one/random/seed-1") }
    }
}

@Suite struct SiteTableTests {
    @Test func meansAreOverRuns() throws {
        let experiment = try SyntheticExperiment(weights: [nil])
        let table = try SiteTable(experiment.record().methods[0]).table
        #expect(
            table.rows == [
                ["DE", "300", "50.0", "120", "12.000", "50.0", "0.6000", "0.6000"],
                ["FR", "60", "50.0", "120", "12.000", "50.0", "0.6000", "0.6000"],
            ])
    }
}

@Suite struct RunStatusTableTests {
    @Test func finishedRunsAreNotRunning() throws {
        let status = RunStatusTable([try SyntheticExperiment(weights: [1], seeds: 1).record()])
        #expect(!status.isRunning && status.table.rows.count == 1)
        #expect(status.table.rows[0][2...5] == ["completed", "12", "66.0", "12.00 of 12.00"])
    }

    @Test func aLowNarrowWindowIsNotOverrun() throws {
        let status = RunStatusTable([try SyntheticExperiment(weights: [1, 2, 3], seeds: 3).record()])
        let lines = status.rendered(on: Terminal(isInteractive: true, usesColor: false, width: 30, height: 8))
            .split(separator: "\n")
        #expect(lines.count <= 7 && lines.allSatisfy { $0.count <= 30 } && lines.last?.hasSuffix("completed") == true)
        // Nothing is cut: names go on in the next line, columns give way.
        #expect(!lines.contains { $0.contains("…") })
        let pipe = Terminal(isInteractive: false, usesColor: false, width: 30, height: 8)
        #expect(status.rendered(on: pipe) == status.table.rendered(on: pipe))
    }
}
