import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Presentation
import Reproducibility
import RunStore
import Testing

/// A small experiment on disk that is removed with the value: two seeds of a policy with a queue and of one without.
final class SyntheticExperiment {
    let results = FileManager.default.temporaryDirectory.appending(path: "cafe-\(UUID().uuidString)").path
    let fraction: Double
    let sites: [String]
    let isEvaluated: Bool
    let isText: Bool
    deinit { try? FileManager.default.removeItem(atPath: results) }

    /// - Parameter weights: a method for each penalty weight; nil is a method without one.
    init(
        _ name: String = "small", weights: [Double?] = [1, nil], variants: [String] = [], fraction: Double = 0.25,
        names: [String] = [], sites: [String] = ["DE", "FR"], seeds: Int = 2,
        isEvaluated: Bool = true, isText: Bool = false
    ) throws {
        (self.fraction, self.sites, self.isEvaluated, self.isText) = (fraction, sites, isEvaluated, isText)
        for (index, weight) in weights.enumerated() {
            var policy: [String: DocumentValue] = ["kind": weight == nil ? "random" : "cafe"]
            policy["penaltyWeight"] = weight.map { DocumentValue(.number($0)) }
            if index < variants.count { policy["variant"] = DocumentValue(.string(variants[index])) }
            for seed in 1...seeds {
                let method = index < names.count ? names[index] : weight.map { "cafe-\($0)" } ?? "random"
                try write(name, method, index, policy, fraction, UInt64(seed))
            }
        }
    }

    func record(_ name: String = "small") throws -> ExperimentRecord { try ExperimentRecord("\(results)/\(name)") }

    private func write(
        _ name: String, _ method: String, _ index: Int, _ policy: [String: DocumentValue], _ fraction: Double,
        _ seed: UInt64
    ) throws {
        let hasQueue = policy["penaltyWeight"] != nil
        let directory = RunDirectory(results: results, experiment: name, method: method, seed: seed)
        let rows = (0..<12).map { (round: Int) -> RoundRow in
            let accuracy: Double = 0.1 + Double(round) / 20 + Double(seed) / 100
            return RoundRow(
                round: round, utc: "2020-06-01T00:00Z", selected: 1, queue: hasQueue ? Double(round) / 10 : 0,
                utility: nil, computeGrams: 0.9, probeGrams: 0.05, networkGrams: 0.05, roundGrams: 1,
                cumulativeGrams: Double(round + 1), budgetGrams: 12, trainLoss: 1,
                // Better accuracy with the seed, better loss with the place in the file.
                testLoss: isEvaluated ? 1 / Double(index + 1) : nil,
                testAccuracy: isEvaluated && round % 2 == 1 ? accuracy : nil)
        }
        let siteRows = (0..<12).flatMap { (round: Int) -> [SiteRow] in
            sites.enumerated().map { (place: Int, site: String) -> SiteRow in
                SiteRow(
                    round: round, site: site, selected: round % 2 == place % 2,
                    intensityGramsPerKWh: place == 0 ? 300 : 60,
                    energyKWh: 0.01, computeGrams: 0.9, probeGrams: 0.05, networkGrams: 0.05, samples: 10, weight: 1)
            }
        }
        try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
        try CSVRowWriter<SiteRow>(creating: directory.sites).append(contentsOf: siteRows)
        try RunSummary(rows: rows, budgetGrams: 12, finalQueue: 1, wallSeconds: 1).write(to: directory.summary)
        let data: DocumentValue = isText ? ["kind": "text", "tokens": "characters"] : ["kind": "digits"]
        let configuration: DocumentValue = [
            "data": data, "budget": ["fractionOfFull": DocumentValue(.number(fraction))],
            "method": ["policy": DocumentValue(.map(policy.map { .init($0.key, $0.value) }))],
        ]
        try RunManifest(
            experiment: name, method: method, methodIndex: index, seed: seed, configuration: configuration,
            configurationHash: "0", environment: RunEnvironment(threads: 1), started: Date(timeIntervalSince1970: 0),
            status: .completed
        ).write(to: directory.manifest)
    }
}

/// Whether figures can be drawn here; the tests that draw are skipped without.
let hasGnuplot = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot", "/opt/homebrew/bin/gnuplot"]
    .contains(where: FileManager.default.isExecutableFile(atPath:))

@Suite struct FigureKindTests {
    @Test func everyFigureOfOneExperimentHasItsData() throws {
        let experiment = try SyntheticExperiment(weights: [0.1, 1, nil])
        for kind in figures.all((any ExperimentFigure).self) {
            let figure = try kind.figure(of: experiment.record(), on: FigureSheet("f"))
            #expect(figure.blocks.allSatisfy { !$0.rows.isEmpty }, "\(kind.kind)")
            #expect(figure.script.contains("load \"style.gp\"") && figure.caption.contains("small"), "\(kind.kind)")
        }
    }

    @Test func aCurveHoldsMeanAndInterval() throws {
        let figure = try AccuracyRoundsFigure().figure(of: SyntheticExperiment().record(), on: FigureSheet("f"))
        let first = try #require(figure.blocks[0].rows.first).compactMap { Double($0) }
        #expect(first[0] == 2 && abs(first[1] - 16.5) < 1e-9 && abs(first[2] - 16) < 1e-9 && abs(first[3] - 17) < 1e-9)
        #expect(figure.blocks[0].rows.count == 6)
    }

    @Test func aLossIsDrawnInNatsWhereThereIsNoText() throws {
        for kind in [LossRoundsFigure() as any ExperimentFigure, LossCarbonFigure()] {
            let figure = try kind.figure(of: SyntheticExperiment().record(), on: FigureSheet("f"))
            #expect(figure.caption.hasPrefix("Test loss") && figure.blocks[0].columns[1] == "loss")
            #expect(figure.blocks[0].rows.allSatisfy { Double($0[1]) == 1 })
        }
    }

    /// Of text the later methods are the better ones here, by fewer bits; by accuracy all are equal.
    @Test func methodsOfTextAreRankedByBits() throws {
        let experiment = try SyntheticExperiment(weights: (1...9).map { Double($0) }, isText: true)
        let figure = try MethodsFigure().figure(of: experiment.record(), on: FigureSheet("f"))
        #expect(figure.caption.contains("cafe-9.0 has the lowest mean, 0.16"))
        #expect(figure.caption.contains("final test bits per character"))
        #expect(figure.blocks[0].rows.first.map { Double($0[1]) } == 1 / log(2))
        let curves = try LossRoundsFigure().figure(of: experiment.record(), on: FigureSheet("f"))
        #expect(curves.caption.hasSuffix("Grey: 1 of more bits per character."))
        #expect(curves.commands.contains("cafe-1.0") && curves.commands.contains("cafe-9.0"))
        #expect(!curves.commands.contains("cafe-2.0"))
    }

    @Test func moreThanEightMethodsLeaveSomeGrey() throws {
        let experiment = try SyntheticExperiment(weights: (1...9).map { Double($0) })
        let figure = try AccuracyRoundsFigure().figure(of: experiment.record(), on: FigureSheet("f"))
        #expect(figure.blocks.count == 9 && figure.commands.ranges(of: " point pointtype").count == 8)
        #expect(figure.caption.hasSuffix("Grey: 1 of lower accuracy."))
    }

    @Test func theBudgetLineNeedsOneBudgetAtASeed() throws {
        let experiment = try SyntheticExperiment()
        let figure = try CumulativeCarbonFigure().figure(of: experiment.record(), on: FigureSheet("f"))
        #expect(figure.commands.contains("even spending"))
        let path = experiment.results + "/small/random/seed-1/summary.json"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacing(
            "\"budget_g\" : 12", with: "\"budget_g\" : 11")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let unlike = try CumulativeCarbonFigure().figure(of: experiment.record(), on: FigureSheet("f"))
        #expect(!unlike.commands.contains("even spending"))
    }

    @Test func whatIsNotThereIsSaid() throws {
        let plain = try SyntheticExperiment(weights: [nil])
        #expect(throws: FigureError.self) { try QueueFigure().figure(of: plain.record(), on: FigureSheet("f")) }
        #expect(throws: FigureError.self) { try TradeOffFigure().figure(of: plain.record(), on: FigureSheet("f")) }
        let error = #expect(throws: FigureError.self) {
            try AccuracyBudgetFigure().figure(of: [plain.record(), plain.record()], on: FigureSheet("f"))
        }
        #expect(error?.description.contains("budget.fractionOfFull") == true)
        // Two experiments with the same budget would stand at the same place.
        #expect(throws: FigureError.self) {
            try AccuracyBudgetFigure().figure(
                of: [0.1, 0.5, 0.5].map { try SyntheticExperiment(fraction: $0).record() }, on: FigureSheet("f"))
        }
        #expect(throws: FigureError.self) {
            var figure = SelectionMapFigure()
            figure.method = "none"
            return try figure.figure(of: plain.record(), on: FigureSheet("f"))
        }
    }

    @Test func whereNoRoundWasEvaluatedTheRestIsDrawn() throws {
        let experiment = try SyntheticExperiment(weights: [0.1, 1, nil], isEvaluated: false)
        var drawn: [String] = []
        for kind in figures.all((any ExperimentFigure).self) {
            do {
                let figure = try kind.figure(of: experiment.record(), on: FigureSheet("f"))
                #expect(figure.blocks.allSatisfy { !$0.rows.isEmpty }, "\(kind.kind)")
                drawn.append(kind.kind)
            } catch FigureError.nothingToShow {
                continue
            }
        }
        #expect(drawn == ["cumulative-carbon", "queue", "selection-map", "trade-off"])
    }

    @Test func onlyMethodsThatDifferInVAloneAreASweep() throws {
        let alike = try QueueFigure().figure(
            of: SyntheticExperiment(weights: [3, 0.1, nil]).record(), on: FigureSheet("f"))
        #expect(alike.blocks.map(\.title) == ["V = 0.1", "V = 3"])
        let unlike = try SyntheticExperiment(weights: [3, 0.1], variants: ["paced", "reconstructed"]).record()
        #expect(
            try QueueFigure().figure(of: unlike, on: FigureSheet("f")).blocks.map(\.title) == ["cafe-3.0", "cafe-0.1"])
        #expect(throws: FigureError.self) { try TradeOffFigure().figure(of: unlike, on: FigureSheet("f")) }
        let styles = MethodStyle.styles(of: unlike)
        #expect(styles["cafe-3.0"]?.color != styles["cafe-0.1"]?.color)
    }

    @Test func severalExperimentsShareAnAxis() throws {
        let (low, high) = (try SyntheticExperiment(fraction: 0.1), try SyntheticExperiment(fraction: 0.5))
        let figure = try AccuracyBudgetFigure().figure(of: [high.record(), low.record()], on: FigureSheet("f"))
        #expect(figure.blocks.map(\.title) == ["cafe-1.0", "random"])
        #expect(figure.blocks[0].rows.map(\.[0]) == ["10.0", "50.0"])
    }

    @Test(.enabled(if: hasGnuplot)) func gnuplotDrawsEachFigure() throws {
        let experiment = try SyntheticExperiment(weights: [0.1, 1, nil])
        let writer = FigureWriter(folder: experiment.results + "/figures", formats: [.svg])
        for kind in figures.all((any ExperimentFigure).self) {
            let figure = try kind.figure(of: experiment.record(), on: FigureSheet(kind.kind))
            let text = try String(contentsOfFile: writer.write(figure)[0], encoding: .utf8)
            #expect(text.contains("</svg>"), "\(kind.kind)")
        }
        // A user's own style is kept.
        let style = experiment.results + "/figures/style.gp"
        let own = try String(contentsOfFile: style, encoding: .utf8) + "# mine\n"
        try own.write(toFile: style, atomically: true, encoding: .utf8)
        try writer.write(QueueFigure().figure(of: experiment.record(), on: FigureSheet("queue")))
        #expect(try String(contentsOfFile: style, encoding: .utf8) == own)
    }

    /// Titles, labels and file names are data: gnuplot must run none of them.
    @Test(
        .enabled(if: hasGnuplot),
        arguments: [
            "`touch pwned`", "$(touch pwned)", "'; system 'touch pwned'; x='", "\"; system \"touch pwned\"; x=\"",
            "a\nsystem 'touch pwned'", "\u{1B}[31m\\", "< touch pwned", "|touch pwned", "100 % %d @x", "it's",
        ])
    func hostileNamesAreDrawnAsTheyAre(text: String) throws {
        let experiment = try SyntheticExperiment()
        var block = DataBlock(text, columns: ["x", "y"])
        block.append([1, 2])
        let figure = Figure(
            FigureSheet(text), caption: text, blocks: [block],
            commands: """
                set title \(text.gnuplotQuoted)
                set xtics (\(text.gnuplotTicLabel) 1)
                plot data using 1:2 with points title \(text.gnuplotQuoted)
                """)
        let folder = experiment.results + "/figures"
        let drawn = try FigureWriter(folder: folder, formats: [.svg]).write(figure)
        #expect(try String(contentsOfFile: drawn[0], encoding: .utf8).contains("</svg>"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/pwned"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 4)
    }

    @Test(.enabled(if: hasGnuplot)) func whatGnuplotSaysIsPassedOn() throws {
        let experiment = try SyntheticExperiment()
        let figure = Figure(FigureSheet("broken"), caption: "c", blocks: [], commands: "plot nonsense(")
        let error = #expect(throws: FigureError.self) {
            try FigureWriter(folder: experiment.results, formats: [.svg]).write(figure)
        }
        #expect(error?.description.contains("broken.gp: gnuplot says:") == true)
        #expect(FileManager.default.fileExists(atPath: experiment.results + "/broken.dat"))
    }
}

@Suite struct FigureRegistryTests {
    /// Each type of figure in the folder is registered, with a word of its own in kebab case and a line for lists.
    @Test func everyFigureIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Presentation/Figures").standardized
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }
            .filter { $0.lastPathComponent.hasSuffix("Figure.swift") }
        #expect(files.count == figures.kinds.count && Set(figures.kinds).count == files.count)
        for entry in figures.entries {
            #expect(entry.kind.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil && !entry.abstract.hasSuffix("."))
        }
        #expect(figures.entries.first { $0.kind == "selection-map" }?.keys.map(\.name) == ["method"])
    }

    @Test func anUnknownWordIsAnsweredWithASuggestion() throws {
        let error = #expect(throws: DocumentError.self) { try figures.named("acuracy-rounds") }
        #expect(error?.description.contains("did you mean 'accuracy-rounds'?") == true)
        #expect(throws: DocumentError.self) {
            try figures.named("queue", [.init("method", DocumentValue(.string("cafe")))])
        }
    }
}

@Suite struct CarbonFigureTests {
    @Test func eachFigureHoldsItsNumbers() throws {
        let values = (0..<200).map { Double($0 % 24) }
        let trace = CarbonTrace(
            zones: ["A", "B"], start: try UTCInstant(date: "2020-06-01"), stepSeconds: 3600, kind: .average,
            scope: .lifecycle, source: "made up", values: [values, values.map { $0 + 100 }])
        let week = try CarbonWeekFigure().draw(trace, zones: ["B"], start: trace.start, on: FigureSheet("w"))
        #expect(week.blocks[0].rows.count == 168 && week.blocks[0].rows[25][1] == "101.0")
        let day = try CarbonMeanDayFigure().draw(trace, zones: ["A"], start: trace.start, on: FigureSheet("d"))
        #expect(day.blocks[0].rows.map(\.[1]) == (0..<24).map { "\(Double($0))" })
        let spread = try CarbonDistributionFigure().draw(
            trace, zones: ["B", "A"], start: trace.start, on: FigureSheet("s"))
        #expect(spread.commands.contains("\"A\" 2"))  // the cleaner zone stands on top
        let year = try CarbonYearFigure().draw(trace, zones: ["B", "A"], start: trace.start, on: FigureSheet("y"))
        #expect(year.blocks.map(\.title) == ["A", "B"] && year.blocks.allSatisfy { $0.rows.count == 9 })
        #expect(year.blocks[1].rows[3] == (0..<24).map { "\(Double($0 + 100))" })
        // 200 hours end in the ninth day.
        #expect(year.blocks[0].rows[8] == (0..<8).map { "\(Double($0))" } + [String](repeating: "NaN", count: 16))
        #expect(throws: TraceError.self) {
            try CarbonWeekFigure().draw(trace, zones: ["C"], start: trace.start, on: FigureSheet("w"))
        }
        #expect(throws: TraceError.self) {
            try CarbonWeekFigure().draw(trace, zones: ["A"], start: trace.end, on: FigureSheet("w"))
        }
    }
}

@Suite struct WorkFigureTests {
    static func plan() throws -> WorkPlan {
        let start = try UTCInstant(date: "2020-06-01")
        let trace = CarbonTrace(
            zones: ["FR", "DE"], start: start, stepSeconds: 3600, kind: .average, scope: .lifecycle, source: "made up",
            values: [[4, 3, 2, 1], [1, 1, 1, 1]])
        let runs = (0..<2).map {
            RecordedRun(
                name: "r\($0)", start: start.adding(seconds: $0 * 3600), seconds: 3600, energyKWh: 100, country: "FRA",
                reportedGrams: 350)
        }
        return try WorkPlan(runs, trace: trace, zone: nil, days: 1)
    }

    @Test func theTableHasEveryChoice() throws {
        let table = WorkPlanTable(try Self.plan())
        #expect(
            table.table.rows[0] == [
                "r0", "2020-06-01T00:00Z", "1.00", "100.000", "FR", "350.0", "400.0", "+3 h", "100.0", "DE", "100.0",
                "FR +3 h",
                "100.0",
            ])
        #expect(
            table.table.rows[2] == [
                "total", "", "2.00", "200.000", "", "700.0", "700.0", "-71.4 %", "200.0", "-71.4 %", "200.0", "-71.4 %",
                "200.0",
            ])
        let one = WorkPlanTable(try Self.plan(), shown: 1)
        #expect(one.table.rows.map { $0[0] } == ["r0", "total"] && one.remarks.count == 1)
    }

    @Test func theFigureHasEveryChoice() throws {
        let figure = PlanWorkFigure().draw(try Self.plan(), on: FigureSheet("w"))
        #expect(
            figure.blocks[0].rows == [
                ["2.0", "400.0", "100.0", "100.0", "100.0"], ["1.0", "300.0", "100.0", "100.0", "100.0"],
            ])
        #expect(figure.caption.contains("Totals: 700.0, 200.0, 200.0, 200.0 g"))
    }
}

@Suite struct MethodStyleTests {
    @Test func aKindKeepsItsStyleWhateverElseIsShown() {
        let few = MethodStyle.styles(of: [("a", "cafe"), ("b", "full")])
        let many = MethodStyle.styles(of: [("x", "oort"), ("y", "full"), ("z", "cafe"), ("w", "cafe"), ("v", nil)])
        #expect(few["a"] == many["z"] && few["b"] == many["y"])
        #expect(Set(many.values.map { "\($0)" }).count == 5)
    }

    @Test func everyPolicyHasAStyleOfItsOwn() {
        let slots = selectionPolicies.kinds.map { MethodStyle.slot(of: $0) }
        #expect(!slots.contains(nil) && Set(slots).count == slots.count)
    }

    @Test func shadesGetDarker() {
        let shades = MethodStyle.ordinal(3).map(\.color)
        #expect(shades == ["#7AD151", "#2A788E", "#440154"] && MethodStyle.ordinal(1).map(\.color) == ["#440154"])
        #expect(MethodStyle.ordinal(0).isEmpty)
    }
}
