import Analysis
import CarbonAccounting
import Documents
import Experiments
import FederatedEngine
import Foundation
import Presentation
import Reproducibility
import RunStore
import TestSupport
import Testing

/// Marks of a trace's values on their way to the manifest, the table of a comparison and the figure of a week.
@Suite struct IntensityMarksTests {
    static let start = "2020-06-01T00:00Z"

    /// A trace of the quickstart's zones over eight hours: GB is estimated in the second and third, PL was filled in the last.
    static func trace(in folder: TemporaryFolder) throws -> String {
        let zones = ["BE", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "PL"]
        let start = try UTCInstant(iso8601: start)
        let rows = (0..<8).map { hour in
            "\(start.adding(seconds: hour * 3600)),\(zones.indices.map { "\(100 + 10 * $0 + hour)" }.joined(separator: ","))\n"
        }
        _ = try folder.write("source: made up\nkind: average\nscope: lifecycle\nmarks: t.marks.csv\n", "t.yaml")
        _ = try folder.write(
            "utc,zone,mark,steps\n2020-06-01T01:00Z,GB,estimated,2\n2020-06-01T03:00Z,PL,filled,1\n", "t.marks.csv")
        return try folder.write("utc,\(zones.joined(separator: ","))\n" + rows.joined(), "t.csv")
    }

    @Test func manifestAndComparisonSayThem() throws {
        let folder = try TemporaryFolder()
        let path = try Self.trace(in: folder)
        let experiment = try Experiment(
            contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
            assignments: [
                "rounds=4", "seeds=[1]", "data.trainExamples=200", "data.testExamples=20", "carbon.trace=\(path)",
                "carbon.start=\(Self.start)",
            ])
        let results = "\(folder.path)/r"
        try ExperimentRunner(experiment, options: .init(results: results, threads: 1)).run(reporting: Silent())
        let manifest = try RunManifest.read("\(results)/quickstart/cafe/seed-1/manifest.json")
        // Four rounds of ten sites: two are estimated, one is filled.
        #expect(manifest.intensityMarks == ["estimated": 0.05, "filled": 0.025])
        let comparison = try ExperimentComparison(try ExperimentRecord("\(results)/quickstart"))
        #expect(comparison.intensityMarks == ["estimated": 0.05, "filled": 0.025])
        #expect(
            ComparisonTable(comparison).notes.contains(
                "of the carbon intensities of the sites' rounds 5.0 % estimated, 2.5 % filled"))
        // A slot of two hours that touches a marked one counts: the first with GB's second hour, the second with the rest.
        let longer = try Experiment(
            contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
            assignments: [
                "rounds=4", "seeds=[1]", "carbon.trace=\(path)", "carbon.start=\(Self.start)",
                "carbon.slotSeconds=7200",
            ])
        let scenario = try PreparedExperiment(longer).scenario(seed: 1)
        #expect(scenario.intensityMarks == ["estimated": 0.05, "filled": 0.025])
        let plain = try quickstart()
        #expect(try PreparedExperiment(plain).scenario(seed: 1).intensityMarks == nil)
    }

    @Test func theWeekShowsThem() throws {
        let hours = 168
        var marks = [[ValueMarks]](repeating: [ValueMarks](repeating: [], count: hours), count: 2)
        marks[1][5] = .imputed
        let trace = CarbonTrace(
            zones: ["A", "B"], start: try UTCInstant(iso8601: Self.start), stepSeconds: 3600, kind: .average,
            scope: .lifecycle, source: "made up",
            values: [[Double](repeating: 1, count: hours), [Double](repeating: 2, count: hours)], marks: marks)
        let figure = try CarbonWeekFigure().draw(trace, zones: ["A", "B"], start: trace.start, on: FigureSheet("w"))
        let (clean, marked) = (figure.blocks[0], figure.blocks[1])
        #expect(clean.rows.allSatisfy { $0[2] == "?" })
        #expect(marked.rows.indices.filter { marked.rows[$0][2] != "?" } == [5] && marked.rows[5][2] == "2.0")
        #expect(figure.caption.contains("points: hours that are estimated"))
        let plain = try CarbonWeekFigure().draw(trace, zones: ["A"], start: trace.start, on: FigureSheet("w"))
        #expect(!plain.caption.contains("points"))
    }

    private struct Silent: ProgressReporter {
        func report(_ event: ProgressEvent) {}
    }
}
