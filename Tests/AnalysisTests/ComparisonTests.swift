import Analysis
import Documents
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct SampleStatisticsTests {
    @Test func agreesWithHandComputation() throws {
        let statistics = try #require(SampleStatistics([2, 4, 4, 4, 5, 5, 7, 9]))
        #expect(statistics.mean == 5)
        #expect(abs(try #require(statistics.standardDeviation) - (32.0 / 7).squareRoot()) < 1e-15)
        #expect(abs(try #require(statistics.standardError) - (32.0 / 56).squareRoot()) < 1e-15)
    }

    @Test func oneValueHasNoSpreadAndNoneHasNothing() throws {
        let one = try #require(SampleStatistics([3]))
        #expect(one.mean == 3 && one.standardDeviation == nil && one.interval == nil)
        #expect(SampleStatistics([]) == nil)
    }

    @Test func equalValuesHaveAnIntervalOfOnePoint() throws {
        let interval = try #require(SampleStatistics([0.25, 0.25, 0.25])?.interval)
        #expect(interval == ConfidenceInterval(lower: 0.25, upper: 0.25))
    }

    /// Student's own sleep data, group 2 minus group 1 (1908): mean 1.58, 95 % interval 0.700 to 2.460, p = 0.00283.
    @Test func theIntervalIsThatOfStudent() throws {
        let hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
        let interval = try #require(SampleStatistics(hours)?.interval)
        #expect(abs(interval.lower - 0.7001142) < 1e-6 && abs(interval.upper - 2.4598858) < 1e-6)
        let bySeed = Dictionary(uniqueKeysWithValues: hours.enumerated().map { (UInt64($0), $1) })
        let pair = try #require(PairedComparison(bySeed, against: bySeed.mapValues { _ in 0 }, baseline: "b"))
        #expect(abs(pair.pValue - 0.00283289) < 1e-7)
    }

    /// Normal samples of 3, 5 and 10: 95 % of the intervals hold the true mean, and clearly fewer of those half as wide.
    @Test(arguments: [3, 5, 10]) func theIntervalCoversTheMean(count: Int) throws {
        var stream = SplitMix(state: 1)
        var (covered, halfCovered) = (0, 0)
        let trials = 4000
        for _ in 0..<trials {
            let interval = try #require(SampleStatistics((0..<count).map { _ in stream.normal() })?.interval)
            let (middle, half) = ((interval.lower + interval.upper) / 2, (interval.upper - interval.lower) / 4)
            covered += interval.lower <= 0 && 0 <= interval.upper ? 1 : 0
            halfCovered += abs(middle) <= half ? 1 : 0
        }
        // Four standard deviations of a binomial with p = 0.95
        #expect(abs(Double(covered) / Double(trials) - 0.95) < 0.0138, "\(covered) of \(trials)")
        #expect(Double(halfCovered) / Double(trials) < 0.85, "\(halfCovered) of \(trials)")
    }
}

@Suite struct StandingTests {
    @Test func holmStepsDown() {
        // 0.01·4, 0.02·3, 0.03·2 below its predecessor, 0.9·1
        let adjusted = holmAdjusted([0.03, 0.01, 0.9, 0.02])
        #expect(zip(adjusted, [0.06, 0.04, 0.9, 0.06]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(holmAdjusted([]) == [] && holmAdjusted([0.7, 0.8]) == [1, 1])
    }

    /// The same rule in both directions, for metrics that are better high or low.
    @Test func theRuleIsSymmetric() throws {
        let noise = [0.001, -0.002, 0.003, 0.0, -0.001]
        func standing(_ lead: Double, _ direction: RunMetric.Direction = .higherIsBetter) throws -> Standing {
            let values = Dictionary(uniqueKeysWithValues: noise.enumerated().map { (UInt64($0), 0.5 + lead + $1) })
            let pair = try #require(
                PairedComparison(values, against: values.mapValues { _ in 0.5 }, baseline: "b", direction: direction))
            return [pair].standings(direction: direction)[0]
        }
        #expect(try standing(0.02) == .ahead && standing(-0.02) == .behind)
        #expect(try standing(0.001) == .level && standing(-0.001) == .level && standing(0) == .level)
        #expect(try standing(0.02, .lowerIsBetter) == .behind && standing(-0.02, .lowerIsBetter) == .ahead)
    }

    @Test func equalDifferencesAndFewSeedsAreDecided() throws {
        func pair(_ differences: [Double]) throws -> PairedComparison {
            let values = Dictionary(uniqueKeysWithValues: differences.enumerated().map { (UInt64($0), $1) })
            return try #require(PairedComparison(values, against: values.mapValues { _ in 0 }, baseline: "b"))
        }
        #expect(try pair([0.25, 0.25]).pValue == 1 && pair([0.25]).pValue == 1)
        #expect(try pair([0.25, 0.25, 0.25]).pValue == 0 && pair([0, 0, 0]).pValue == 1)
    }

    /// Five seeds and seventeen rivals without any difference: something is found in at most one table in twenty.
    @Test func falseFindingsAreRare() throws {
        var stream = SplitMix(state: 7)
        let tables = 1500
        var found = 0
        for _ in 0..<tables {
            let own = (0..<5).map { _ in stream.normal() }
            let pairs = try (0..<17).map { _ in
                let other = Dictionary(uniqueKeysWithValues: (0..<5).map { (UInt64($0), stream.normal()) })
                let values = Dictionary(uniqueKeysWithValues: own.enumerated().map { (UInt64($0), $1) })
                return try #require(PairedComparison(values, against: other, baseline: "b"))
            }
            found += pairs.standings(direction: .higherIsBetter).contains { $0 != .level } ? 1 : 0
        }
        #expect(Double(found) / Double(tables) < 0.05 + 4 * (0.05 * 0.95 / Double(tables)).squareRoot(), "\(found)")
        #expect(found > 0)
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func normal() -> Double {
        let (u, v) = (Double.random(in: 0.0.ulp...1, using: &self), Double.random(in: 0..<1, using: &self))
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
    }
}

@Suite struct StudentDistributionTests {
    /// Values of the t table, 97.5 %.
    @Test(arguments: [
        (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (10, 2.228), (30, 2.042),
    ])
    func agreesWithTheTable(degrees: Int, value: Double) {
        let student = StudentDistribution(degreesOfFreedom: degrees)
        #expect(abs(student.quantile(0.975) - value) < 6e-4)
        #expect(abs(student.twoSidedTail(student.quantile(0.975)) - 0.05) < 1e-9)
        #expect(student.twoSidedTail(0) == 1)
    }
}

@Suite struct PairedComparisonTests {
    @Test func onlySharedSeedsCount() throws {
        let pair = try #require(
            PairedComparison([1: 0.5, 2: 0.6, 3: 0.7, 9: 0], against: [1: 0.4, 2: 0.6, 3: 0.8, 4: 0], baseline: "b"))
        #expect(pair.seeds == [1, 2, 3] && (pair.wins, pair.ties, pair.losses) == (1, 1, 1))
        #expect(abs(pair.difference.mean) < 1e-15 && pair.pValue > 0.9)
        #expect(PairedComparison([1: 0.5], against: [2: 0.5], baseline: "b") == nil)
    }

    @Test func aLowerMetricWinsDownward() throws {
        let pair = try #require(PairedComparison([1: 3], against: [1: 4], baseline: "b", direction: .lowerIsBetter))
        #expect(pair.wins == 1 && pair.losses == 0)
    }
}

@Suite struct CurveTests {
    private func run(_ accuracies: [Double]) throws -> RunRecord {
        let folder = try TemporaryFolder()
        try completedRun("m", seed: 1, accuracies: accuracies, in: folder.path)
        return try RunRecord(RunDirectory(results: folder.path, experiment: "demo", method: "m", seed: 1))
    }

    @Test func interpolatesBetweenEvaluatedRounds() throws {
        let run = try run([0.2, 0.4, 0.3, 0.8])  // at 1, 2, 3, 4 g
        #expect(run.accuracy(atGrams: 0.5) == nil)
        #expect(run.accuracy(atGrams: 1) == 0.2)
        #expect(abs(try #require(run.accuracy(atGrams: 1.5)) - 0.3) < 1e-15)
        #expect(run.accuracy(atGrams: 100) == 0.8)
        #expect(run.grams(toAccuracy: 0.1) == 1)
        #expect(abs(try #require(run.grams(toAccuracy: 0.35)) - 1.75) < 1e-15)
        #expect(abs(try #require(run.grams(toAccuracy: 0.55)) - 3.5) < 1e-15)
        #expect(run.grams(toAccuracy: 0.9) == nil)
    }

    @Test func aRunWithoutEvaluationHasNoCurve() throws {
        let run = try run([])
        #expect(run.accuracy(atGrams: 1) == nil && run.grams(toAccuracy: 0) == nil)
    }
}

@Suite struct ExperimentComparisonTests {
    private func record(seeds: ClosedRange<UInt64>, in folder: TemporaryFolder) throws -> ExperimentRecord {
        for seed in seeds {
            let noise = Double(seed % 3) / 1000
            try completedRun("cafe", index: 0, seed: seed, accuracies: [0.3, 0.8 + noise], in: folder.path)
            try completedRun("random", index: 1, seed: seed, accuracies: [0.3, 0.7 - noise], in: folder.path)
        }
        return try ExperimentRecord(folder.path + "/demo")
    }

    @Test func theBestIsAheadOrLevel() throws {
        let folder = try TemporaryFolder()
        let two = try ExperimentComparison(record(seeds: 1...2, in: folder))
        #expect(two.best == "cafe" && two.methods.map(\.standing) == [.level, .level])
        let five = try ExperimentComparison(record(seeds: 1...5, in: folder))
        #expect(five.metric == .meanAccuracyLastTenth)
        #expect(five.best == "cafe" && five.methods.map(\.standing) == [.ahead, .behind])
        let neutral = try ExperimentComparison(record(seeds: 1...5, in: folder), metric: .totalGrams)
        #expect(neutral.best == nil && neutral.methods.allSatisfy { $0.standing == nil })
    }

    /// A third method that is as good as the best in the mean, but not reliably so.
    @Test func whoIsLevelWithTheBestIsSaid() throws {
        let folder = try TemporaryFolder()
        _ = try record(seeds: 1...5, in: folder)
        for (seed, accuracy) in [1: 0.9, 2: 0.7, 3: 0.82, 4: 0.79, 5: 0.76] as [UInt64: Double] {
            try completedRun("third", index: 2, seed: seed, accuracies: [0.3, accuracy], in: folder.path)
        }
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.methods.map(\.standing) == [.level, .behind, .level])
    }

    /// Runs of several configurations are rows of their own, which nothing ranks.
    @Test func aRowIsOneConfiguration() throws {
        let folder = try TemporaryFolder()
        _ = try record(seeds: 1...5, in: folder)
        for seed: UInt64 in 1...2 {
            let path = RunDirectory(results: folder.path, experiment: "demo", method: "cafe", seed: seed).manifest
            var manifest = try RunManifest.read(path)
            manifest.configuration = ["rounds": 40, "budget": ["fractionOfFull": 0.25], "methods": [["kind": "cafe"]]]
            manifest.configurationHash = "other"
            try manifest.write(to: path)
        }
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.methods.map(\.name) == ["cafe {rounds: 3}", "cafe {rounds: 40}", "random"])
        #expect(comparison.methods.map(\.seeds) == [[3, 4, 5], [1, 2], [1, 2, 3, 4, 5]])
        #expect(comparison.differingKeys == ["rounds"] && comparison.best == nil)
        #expect(comparison.methods.allSatisfy { $0.standing == nil })
    }

    /// What a renamed method left behind is in no table and keeps nobody from being best.
    @Test func methodsThatTheFileNoLongerHasAreLeftOut() throws {
        let folder = try TemporaryFolder()
        _ = try record(seeds: 1...5, in: folder)
        for seed: UInt64 in 1...3 {
            try completedRun("old", index: 0, seed: seed, accuracies: [0.3, 0.99], in: folder.path)
        }
        #expect(try ExperimentComparison(ExperimentRecord(folder.path + "/demo")).methods.count == 3)
        try ExperimentIndex(methods: ["cafe", "random"]).write(inFolder: folder.path + "/demo")
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.methods.map(\.name) == ["cafe", "random"] && comparison.best == "cafe")
        #expect(comparison.leftOut == ["old, which the experiment no longer has"])
    }

    @Test func whoSpentLittleOfItsBudgetIsToldFromTheOthers() throws {
        let folder = try TemporaryFolder()
        // Two grams of ten.
        let comparison = try ExperimentComparison(record(seeds: 1...2, in: folder))
        #expect(comparison.methods.allSatisfy { abs(($0.spentShare ?? 0) - 0.2) < 1e-12 })
    }

    /// Who never reached the accuracy has no difference, but loses to who did.
    @Test func neverGettingThereIsALoss() throws {
        let folder = try TemporaryFolder()
        for seed in 1...3 as ClosedRange<UInt64> {
            try completedRun("a", index: 0, seed: seed, accuracies: [0.3, seed == 1 ? 0.9 : 0.4], in: folder.path)
            try completedRun("b", index: 1, seed: seed, accuracies: [0.3, seed == 3 ? 0.4 : 0.8], in: folder.path)
        }
        let comparison = try ExperimentComparison(
            ExperimentRecord(folder.path + "/demo"), metric: .grams(toAccuracy: 0.6), baseline: "b")
        // Seed 1: both, a earlier. Seed 2: b alone. Seed 3: nobody.
        let versus = try #require(comparison.methods[0].versusBaseline)
        #expect(versus.seeds == [1] && (versus.wins, versus.ties, versus.losses) == (1, 0, 1))
        #expect(comparison.best == "b" && comparison.methods.map(\.standing) == [.level, .level])
    }

    /// A method that knows the future is shown, marked, and not ranked.
    @Test func offlineMethodsAreNotRanked() throws {
        let folder = try TemporaryFolder()
        _ = try record(seeds: 1...5, in: folder)
        for seed in 1...5 as ClosedRange<UInt64> {
            try completedRun("oracle", index: 2, seed: seed, accuracies: [0.3, 0.99], in: folder.path)
            let path = RunDirectory(results: folder.path, experiment: "demo", method: "oracle", seed: seed).manifest
            var manifest = try RunManifest.read(path)
            manifest.isOffline = true
            try manifest.write(to: path)
        }
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.best == "cafe" && comparison.methods[0].standing == .ahead)
        #expect(comparison.methods[2].standing == nil)
        #expect(comparison.methods.map(\.title) == ["cafe", "random", "oracle (offline)"])
    }

    @Test func theBaselineIsPaired() throws {
        let folder = try TemporaryFolder()
        let comparison = try ExperimentComparison(record(seeds: 1...5, in: folder), baseline: "random")
        let versus = try #require(comparison.methods[0].versusBaseline)
        #expect(
            versus.wins == 5 && comparison.methods[0].standingToBaseline == .ahead
                && comparison.methods[1].versusBaseline == nil)
        #expect(abs(versus.difference.mean - 0.1024) < 1e-12)
    }

    @Test func unknownNamesGetASuggestion() throws {
        let folder = try TemporaryFolder()
        let record = try record(seeds: 1...1, in: folder)
        let error = #expect(throws: ComparisonError.self) { try ExperimentComparison(record, baseline: "randm") }
        #expect(error?.description.contains("did you mean 'random'?") == true)
        let metric = #expect(throws: ComparisonError.self) { try RunMetric(key: "final_acuracy") }
        #expect(metric?.description.contains("did you mean 'final_accuracy'?") == true)
    }

    @Test func unfinishedRunsAreLeftOutAndNamed() throws {
        let folder = try TemporaryFolder()
        _ = try record(seeds: 1...2, in: folder)
        try writeSyntheticRun(folder.path, "cafe", index: 0, seed: 3, status: .running)
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.methods[0].seeds == [1, 2])
        #expect(comparison.leftOut == ["cafe seed 3 is interrupted after 2 rounds"])
    }

    @Test func machinesGetEveryValue() throws {
        let folder = try TemporaryFolder()
        let comparison = try ExperimentComparison(record(seeds: 1...2, in: folder), metric: .accuracy(atGrams: 1.5))
        let data = try JSONEncoder().encode(comparison)
        let value = try JSONDecoder().decode(DocumentValue.self, from: data)
        #expect(value[path: "methods[0].metrics.final_accuracy.values[1]"]?.doubleValue == 0.802)
        #expect(value[path: "methods[0].metrics.accuracy_at_1.5_g"] == nil)  // the key itself holds a dot
        #expect(String(decoding: data, as: UTF8.self).contains("\"accuracy_at_1.5_g\""))
        let line = try #require(comparison.csvLines.first { $0.hasPrefix("demo,random,final_accuracy,2,") })
        #expect(
            line.split(separator: ",", omittingEmptySubsequences: false).count
                == ExperimentComparison.csvHeader.split(separator: ",").count)
    }
}

@Suite struct ExpectationsTests {
    private func record(in folder: TemporaryFolder) throws -> ExperimentRecord {
        for seed: UInt64 in 1...3 {
            try completedRun("a", index: 0, seed: seed, accuracies: [0.8 + Double(seed) / 100], in: folder.path)
            try completedRun("b", index: 1, seed: seed, accuracies: [0.7 + Double(seed) / 100], in: folder.path)
        }
        return try ExperimentRecord(folder.path + "/demo")
    }

    @Test func whatWasRecordedPasses() throws {
        let folder = try TemporaryFolder()
        let record = try record(in: folder)
        let expectations = Expectations(experiment: "demo", recording: [try ExperimentComparison(record)])
        try expectations.write(to: folder.path + "/expected.json")
        let outcomes = try Expectations.read(folder.path + "/expected.json").outcomes(in: [record])
        #expect(outcomes.count == 6 && outcomes.allSatisfy(\.passes))
        #expect(abs(outcomes[0].item.tolerance - 0.02) < 1e-12)
    }

    @Test func aValueOutsideFails() throws {
        let folder = try TemporaryFolder()
        let record = try record(in: folder)
        func item(_ value: Double, _ tolerance: Double, metric: String = "final_accuracy", minus: String? = nil) throws
            -> Bool
        {
            let item = Expectations.Item(method: "a", metric: metric, minus: minus, value: value, tolerance: tolerance)
            return try Expectations(experiment: "demo", items: [item]).outcomes(in: [record])[0].passes
        }
        #expect(try item(0.82, 0.001) && item(0.1, 0.001, minus: "b"))
        #expect(try !item(0.83, 0.005) && !item(0.2, 0.05, minus: "b"))
        #expect(try !item(1, 10, metric: "total_utility"))  // no run has one
        #expect(throws: ComparisonError.self) { try item(1, 1, metric: "nonsense") }
        #expect(throws: ComparisonError.self) { try item(1, 1, minus: "nobody") }
        let other = Expectations.Item(variant: "alpha=1", method: "a", metric: "total_g", value: 1, tolerance: 1)
        #expect(throws: ComparisonError.self) {
            try Expectations(experiment: "demo", items: [other]).outcomes(in: [record])
        }
    }
}
