import Experiments
import Foundation
import Presentation
import Testing

@Suite struct PartitionFigureTests {
    private func report(_ assignments: [String]) throws -> PartitionReport {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized
        let experiment = try Experiment(contentsOf: file.path(percentEncoded: false), assignments: assignments)
        return try PartitionReport(PreparedExperiment(experiment), seed: 1)
    }

    @Test func holdsEveryCountAndNumbersWhatIsThere() throws {
        let report = try report(["partition={kind: carbonCorrelated}"])
        let figure = PartitionFigure().draw(report, on: FigureSheet("partition"))
        #expect(figure.blocks[0].rows.count == report.sites.count * 10)
        let total = figure.blocks[0].rows.reduce(0) { $0 + (Double($1[2]) ?? 0) }
        #expect(Int(total) == report.sites.reduce(0) { $0 + $1.examples })
        let present = report.sites.flatMap(\.classes).count { $0 > 0 }
        #expect(figure.blocks.dropFirst().reduce(0) { $0 + $1.rows.count } == present)
    }

    @Test(.enabled(if: hasGnuplot)) func gnuplotDrawsIt() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "partition-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let figure = PartitionFigure().draw(try report([]), on: FigureSheet("partition"))
        let paths = try FigureWriter(folder: folder, formats: [.svg]).write(figure)
        #expect(try String(contentsOfFile: paths[0], encoding: .utf8).contains("</svg>"))
    }
}
