import Analysis
import BenchmarkKit
import CarbonAccounting
import Experiments
import Foundation
import Presentation
import Reproducibility
import RunStore
import TestSupport
import Testing

/// Widths of letters in thousandths of the size, from the space to the tilde.
private struct Face {
    let name: String
    let advances: [Int]

    func width(_ text: String, size: Double) -> Double {
        let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
            let index = Int(scalar.value) - 32
            return sum + (advances.indices.contains(index) ? advances[index] : scalar.value < 0x600 ? 650 : 1000)
        }
        return Double(thousandths) * size / 1000
    }

    /// Of the metrics that Helvetica, Arial, Nimbus Sans and Liberation Sans share.
    static let helvetica = Face(
        name: "Helvetica",
        advances: [
            278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
            556,
            556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500,
            667,
            556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
            556,
            556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500,
            722,
            500, 500, 500, 334, 260, 334, 584,
        ])
    /// The widest that stands in for it.
    static let dejaVu = Face(
        name: "DejaVu Sans",
        advances: [
            318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
            636,
            636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295,
            656,
            557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500,
            613,
            635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592,
            818,
            592, 592, 525, 636, 337, 636, 838,
        ])
}

/// A text of a drawn SVG and what it covers with a face.
private struct TextBox {
    let text: String
    let left, right, top, bottom: Double

    func overlaps(_ other: TextBox) -> Bool {
        let slack = 0.3
        return left + slack < other.right && other.left + slack < right && top + slack < other.bottom
            && other.top + slack < bottom
    }

    static func all(in svg: String, face: Face) -> [TextBox] {
        let pattern =
            /translate\(([-\d.]+),([-\d.]+)\)( rotate\(270\))?"[^>]*font-size="([\d.]+)"[^>]*text-anchor="(\w+)">\s*<text>(.*?)<\/text>/
        return svg.matches(of: pattern).compactMap { match in
            let text = String(match.6).replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing(
                "&gt;", with: ">"
            )
            .replacing("&amp;", with: "&")
            guard let x = Double(match.1), let y = Double(match.2), let size = Double(match.4),
                !text.trimmingCharacters(in: .whitespaces).isEmpty
            else { return nil }
            let width = face.width(text, size: size)
            let before = width * (match.5 == "start" ? 0 : match.5 == "middle" ? 0.5 : 1)
            let (above, below) = (0.73 * size, 0.2 * size)
            return match.3 == nil
                ? TextBox(text: text, left: x - before, right: x - before + width, top: y - above, bottom: y + below)
                : TextBox(text: text, left: x - above, right: x + below, top: y + before - width, bottom: y + before)
        }
    }

    /// What is wrong with the texts of a drawing, in words.
    static func faults(in svg: String, face: Face) -> [String] {
        guard let size = svg.firstMatch(of: /viewBox="0 0 ([\d.]+) ([\d.]+)"/), let width = Double(size.1),
            let height = Double(size.2)
        else { return ["no size"] }
        let boxes = all(in: svg, face: face)
        let outside = boxes.filter { $0.left < 0 || $0.right > width || $0.top < 0 || $0.bottom > height }
        let pairs = boxes.indices.flatMap { one in
            boxes.indices.dropFirst(one + 1).filter { boxes[one].overlaps(boxes[$0]) }.map { (boxes[one], boxes[$0]) }
        }
        return outside.map { "'\($0.text)' leaves the canvas in \(face.name)" }
            + pairs.map { "'\($0.text)' over '\($1.text)' in \(face.name)" }
    }
}

/// Every figure with names that nobody would choose, many of them, at the widths of a column and of a page.
@Suite(.enabled(if: hasGnuplot)) struct FigureLayoutTests {
    private static var words: [String] {
        // Pictures to look at hold what the fonts of this machine have.
        let isLookedAt = ProcessInfo.processInfo.environment["CAFE_FIGURES"] != nil
        return plainWords + (isLookedAt ? ["y"] : ["方法 データセンター"])
    }
    private static let plainWords = [
        "stockholm", "california", "frankfurt", "WWWWWWWWWWWWWWWWWWWWWWWWWWWW", "iiii", "Größe `x` %d @",
        "a-name-that-is-as-long-as-somebody-could-think-of-who-writes-down-all-settings-at-once", "x",
        "it's {a} <b> & c",
    ]
    /// `count` different names.
    private static func names(_ count: Int) -> [String] {
        let words = words
        return (0..<count).map { $0 < words.count ? words[$0] : "\(words[$0 % words.count]) \($0)" }
    }

    private static func check(_ draw: (FigureSheet) throws -> Figure, _ kind: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "layout-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for width in [8.5, 17] {
            for spread in FigureSheet.Spread.allCases {
                let figure = try draw(FigureSheet(kind, width: width, spread: spread))
                let path = try FigureWriter(folder: folder, formats: [.svg]).write(figure)[0]
                let svg = try String(contentsOfFile: path, encoding: .utf8)
                #expect(!TextBox.all(in: svg, face: .dejaVu).isEmpty, "\(kind): no text was found")
                for face in [Face.helvetica, .dejaVu] {
                    let faults = TextBox.faults(in: svg, face: face)
                    #expect(faults.isEmpty, "\(kind), \(width) cm: \(faults.prefix(4).joined(separator: "; "))")
                }
                if let keep = ProcessInfo.processInfo.environment["CAFE_FIGURES"] {
                    try FigureWriter(folder: keep).write(
                        draw(FigureSheet("\(kind)-\(Int(width))-\(spread.rawValue)", width: width, spread: spread)))
                }
            }
        }
    }

    @Test(arguments: figures.all((any ExperimentFigure).self).map(\.kind)) func figuresOfRuns(kind: String) throws {
        let experiment = try SyntheticExperiment(
            weights: (0..<20).map { $0 % 3 == 0 ? Double($0 + 1) : nil },
            names: Self.names(20).map { $0.replacing("/", with: "-") }, sites: Self.names(50), seeds: 3)
        let figure = try #require(try figures.named(kind) as? any ExperimentFigure)
        let record = try experiment.record()
        try Self.check({ try figure.figure(of: record, on: $0) }, kind)
    }

    @Test(arguments: figures.all((any ExperimentsFigure).self).map(\.kind)) func figuresOfSweeps(kind: String) throws {
        guard kind == AccuracyBudgetFigure.kind else { return }
        let experiments = try [0.1, 0.11, 0.25, 0.5, 1].map { fraction in
            try SyntheticExperiment(
                weights: (0..<20).map { $0 % 3 == 0 ? 1 : nil }, fraction: fraction,
                names: Self.names(20).map { $0.replacing("/", with: "-") })
        }
        let records = try experiments.map { try $0.record() }
        try Self.check({ try AccuracyBudgetFigure().figure(of: records, on: $0) }, kind)
    }

    @Test(arguments: figures.all((any TraceFigure).self).map(\.kind), [1, 10, 50])
    func figuresOfTraces(kind: String, zones: Int) throws {
        let hours = (0..<200).map { Double($0 % 24) }
        let names = Self.names(zones)
        let trace = CarbonTrace(
            zones: names, start: try UTCInstant(date: "2020-12-28"), stepSeconds: 3600, kind: .average,
            scope: .lifecycle,
            source: "made up", values: names.indices.map { zone in hours.map { ($0 + 3) * Double(zone + 1) } })
        let figure = try #require(try figures.named(kind) as? any TraceFigure)
        try Self.check({ try figure.draw(trace, zones: names, start: trace.start, on: $0) }, "\(kind)-\(zones)")
    }

    @Test func figureOfALeague() throws {
        let folder = try TemporaryFolder()
        let names = Self.names(20).map { $0.replacing("/", with: "-") }
        for (index, name) in names.enumerated() {
            try completedRun(name, index: index, seed: 1, accuracies: [0.9 - 0.04 * Double(index)], in: folder.path)
        }
        let grid = try GridComparison([folder.path], subject: names[2])
        try Self.check({ LeagueFigure().draw(grid, on: $0) }, LeagueFigure.kind)
        let figure = LeagueFigure().draw(grid, on: FigureSheet(LeagueFigure.kind))
        #expect(figure.blocks.map(\.title) == names, "the best is on top")
        for (index, block) in figure.blocks.enumerated() {
            let row = block.rows[0].compactMap { Double($0) }
            #expect(row[0] == Double(20 - index) && row[1] == row[2] && abs(row[1] - 4 * Double(index)) < 1e-9)
        }
        #expect(figure.caption.contains(names[2]))
    }

    @Test func figuresOfPlansAndPartitions() throws {
        let zones = ["BE", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "PL"]
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized
        var sites = Self.names(50)
        sites = sites.map { $0.replacing("'", with: "''") }
        let list = sites.enumerated().map { "{name: '\($1)', zone: \(zones[$0 % zones.count])}" }.joined(
            separator: ", ")
        let prepared = try PreparedExperiment(
            Experiment(
                contentsOf: file.path(percentEncoded: false),
                assignments: ["rounds=24", "seeds=[1]", "sites=[\(list)]"]))
        let plan = try CarbonPlan(prepared)
        for kind in figures.all((any PlanFigure).self) {
            try Self.check({ kind.draw(plan, on: $0) }, kind.kind)
        }
        let start = try UTCInstant(date: "2020-12-28")
        let trace = CarbonTrace(
            zones: ["FR", "DE"], start: start, stepSeconds: 3600, kind: .average, scope: .lifecycle, source: "made up",
            values: [(0..<48).map { Double($0) }, (0..<48).map { Double(60 - $0) }])
        let runs = Self.names(50).enumerated().map {
            RecordedRun(
                name: $1, start: start.adding(seconds: $0 % 20 * 3600), seconds: 3600, energyKWh: Double(100 * $0),
                country: "FRA", reportedGrams: nil)
        }
        let work = try WorkPlan(runs, trace: trace, zone: nil, days: 1)
        for kind in figures.all((any WorkFigure).self) {
            try Self.check({ kind.draw(work, on: $0) }, kind.kind)
        }
        let report = try PartitionReport(prepared, seed: 1)
        try Self.check({ PartitionFigure().draw(report, on: $0) }, PartitionFigure.kind)
    }

    @Test func figuresOfStudies() throws {
        let benchmark = try SolverBenchmark(sizes: [6, 8], problems: 2)
        try Self.check({ SolverFigure().draw(benchmark, on: $0) }, SolverFigure.kind)
        let policies = Self.names(10)
        let runs = try (0..<3).map { run in
            try policies.flatMap { policy in
                try [0.1, 0.11, 1, 4, 1000].map {
                    try replay(policy, weight: $0, utility: 10 - 4 / $0 + Double(run) / 100, queue: $0, bound: 60)
                }
            }
        }
        try Self.check({ try TheoryFigure().draw(runs, on: $0) }, TheoryFigure.kind)
        let experiment = try SyntheticExperiment(
            weights: (0..<20).map { $0 % 3 == 0 ? 1 : nil }, names: Self.names(20).map { $0.replacing("/", with: "-") },
            seeds: 3)
        let grid = try GridComparison([experiment.results], subject: "stockholm")
        try Self.check({ LeagueFigure().draw(grid, on: $0) }, LeagueFigure.kind)
    }
}
