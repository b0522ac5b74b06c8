import CarbonAccounting
import Documents
import Experiments
import Foundation
import Learning
import Reproducibility
import RunStore
import TestSupport
import Testing

@Suite struct ExperimentSweepTests {
    private static func sweep(
        _ lines: String, assignments: [String] = [], axes: [String] = [], collecting faults: DocumentFaults? = nil
    ) throws -> ExperimentSweep {
        let folder = try TemporaryFolder()
        let text = """
            name: grid
            rounds: 3
            data: {kind: digits}
            partition: {kind: dirichlet, alpha: 0.3}
            model: {kind: mlp, hidden: [8]}
            training: {learningRate: 0.1, batchSize: 16, localEpochs: 1}
            carbon: {trace: trace.csv, start: 2020-06-01T00:00Z}
            budget: {fractionOfFull: 0.25}
            sites: [FR, DE]
            methods:
              - {name: cafe, policy: {kind: cafe, utility: facilityLocation, penaltyWeight: 1}}
              - {name: random-k, policy: random}

            """
        return try ExperimentSweep(
            contentsOf: folder.write(text + lines, "grid.yaml"), assignments: assignments, axes: axes,
            collecting: faults)
    }

    private static func message(_ lines: String, assignments: [String] = []) -> String {
        do {
            _ = try sweep(lines, assignments: assignments)
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func axesOfTheCommandLineMultiplyThoseOfTheFile() throws {
        let sweep = try Self.sweep("", axes: ["budget.fractionOfFull=0.1,0.2", "training.batchSize=16,32"])
        #expect(sweep.name == "grid-by-fractionOfFull-by-batchSize")
        #expect(
            sweep.experiments.map(\.variant).prefix(2) == [
                "fractionOfFull=0.1,batchSize=16", "fractionOfFull=0.1,batchSize=32",
            ])
        let both = try Self.sweep("sweep: {product: {training.batchSize: [16, 32]}}", axes: ["partition.alpha=1,3"])
        #expect(both.experiments.count == 4)
        for wrong in ["partition.alpha", "=3"] {
            #expect(throws: DocumentError.self) { try Self.sweep("", axes: [wrong]) }
        }
        #expect(throws: DocumentError.self) {
            try Self.sweep("sweep: {product: {training.batchSize: [16, 32]}}", axes: ["training.batchSize=1,2"])
        }
    }

    /// What can be read past is told together, each with its line and once however many variants have it.
    @Test func allMistakesAreTold() throws {
        let faults = DocumentFaults()
        let assignments = [
            "rounds=sixty", "partition.alfa=1", "methods.random-k.policy=ranndom", "training.batchSize=0",
            "methods.cafe.hardBugdet=true",
        ]
        _ = try Self.sweep(
            "sweep: {product: {budget.fractionOfFull: [0.1, 0.2]}}", assignments: assignments, collecting: faults)
        let text = faults.errors.map(\.description)
        #expect(text.count == 5, "\(text)")
        for part in [
            "rounds: 'sixty'", "partition.alfa: unknown key", "did you mean 'random'?", "training.batchSize: 0",
            "did you mean 'hardBudget'?",
        ] { #expect(text.contains { $0.contains(part) }, "\(part)") }
        #expect(throws: DocumentError.self) { try Self.sweep("", assignments: assignments) }
    }

    @Test func aParticipationMatrixStandsForWindows() throws {
        let folder = try TemporaryFolder()
        func sites(_ csv: String, assignments: [String] = []) throws -> [SiteSettings] {
            let path = try folder.write(csv, "participation.csv")
            return try Self.sweep("participation: \(path)", assignments: assignments).experiments[0].sites
        }
        let (france, germany) = (try sites("slot,FR\n0,1\n1,0\n2,1\n")[0], try sites("slot,FR\n0,0\n1,0\n2,0\n")[0])
        let start = try UTCInstant(iso8601: "2020-06-01T00:00Z")
        func presence(_ site: SiteSettings) -> [Bool] {
            (0..<3).map { site.availability.covers(from: start.adding(seconds: $0 * 3600), seconds: 3600) }
        }
        #expect(presence(france) == [true, false, true] && presence(germany) == [false, false, false])
        #expect(try presence(sites("slot,FR\n0,1\n1,0\n2,1\n")[1]) == [true, true, true])
        for wrong in [
            "slot,FR\n0,1\n1,0\n", "slot,ES\n0,1\n1,0\n2,1\n", "slot,FR\n0,1\n2,0\n3,1\n", "slot,FR\n0,1\n1,2\n2,1\n",
            "FR\n1\n1\n1\n", "slot,FR,FR\n0,1,1\n1,1,1\n2,1,1\n",
        ] { #expect(throws: DocumentError.self, "\(wrong)") { try sites(wrong) } }
        // The matrix is placed before numbers are checked: each gets the error that it has without one.
        for (key, value) in [
            ("rounds", "1e300"), ("rounds", "0"), ("rounds", "many"), ("carbon.slotSeconds", "1e300"),
            ("carbon.slotSeconds", "9000000000000000000"), ("carbon.slotSeconds", "-1"),
        ] {
            let error = #expect(throws: DocumentError.self) {
                try sites("slot,FR\n0,1\n1,0\n2,1\n", assignments: ["\(key)=\(value)"])
            }
            #expect(error?.keyPath == key, "\(key)=\(value): \(error?.description ?? "")")
        }
    }

    /// A method that the swept setting does not touch runs in the first variant and is copied into the others.
    @Test func anUntouchedMethodRunsOnce() throws {
        let folder = try TemporaryFolder()
        let sweep = try ExperimentSweep(
            contentsOf: repository.appending(path: "Experiments/quickstart/experiment.yaml").path,
            assignments: ["rounds=2", "seeds=[1]", "recordGradients=false"],
            axes: ["methods.cafe.policy.initialQueue=0,1"])
        try ExperimentRunner(sweep, options: .init(results: folder.path, threads: 1)).run(reporting: SilentProgress())
        func manifest(_ variant: Int, _ method: String) throws -> RunManifest {
            let place = "\(folder.path)/quickstart-by-initialQueue/initialQueue=\(variant)/\(method)/seed-1"
            return try RunManifest.read(RunDirectory(path: place).manifest)
        }
        #expect(try manifest(1, "random-k").copiedFrom == "quickstart-by-initialQueue/initialQueue=0")
        #expect(try manifest(1, "random-k").experiment == "quickstart-by-initialQueue/initialQueue=1")
        #expect(try manifest(0, "random-k").copiedFrom == nil && manifest(1, "cafe").copiedFrom == nil)
        let again = try ExperimentRunner(sweep, options: .init(results: folder.path, threads: 1))
        #expect(try again.plan.allSatisfy { try PlannedRunState(of: $0).isFinished })
    }

    @Test func aProductHasEveryCombinationAndAZipGoesTogether() throws {
        let sweep = try Self.sweep(
            """
            sweep:
              product:
                budget.fractionOfFull: [0.1, 0.2]
                methods.cafe.policy.penaltyWeight: [1, 4]
              zip:
                partition: [{kind: iid}, {kind: shards, perSite: 2}]
                training.batchSize: [16, 32]
            """)
        #expect(sweep.name == "grid" && sweep.experiments.count == 8)
        #expect(
            sweep.experiments.map(\.variant).prefix(3) == [
                "fractionOfFull=0.1,penaltyWeight=1,partition=iid,batchSize=16",
                "fractionOfFull=0.1,penaltyWeight=1,partition=shards-2,batchSize=32",
                "fractionOfFull=0.1,penaltyWeight=4,partition=iid,batchSize=16",
            ])
        let last = try #require(sweep.experiments.last)
        #expect(last.name == "grid/fractionOfFull=0.2,penaltyWeight=4,partition=shards-2,batchSize=32")
        #expect(last.training.local.batchSize == 32 && last.budget == .fractionOfFull(0.2))
        #expect(throws: DocumentError.self) { try sweep.experiment(variant: nil) }
        #expect(try sweep.experiment(variant: last.variant).name == last.name)
    }

    @Test func aVariantHasTheConfigurationOfTheSameSettingsWrittenOut() throws {
        let swept = try Self.sweep("sweep: {product: {partition.alpha: [0.1, 0.9]}}").experiments[1]
        let written = try Self.sweep("", assignments: ["partition.alpha=0.9"]).experiment(variant: nil)
        #expect(
            try swept.configuration(of: swept.methods[0]).fingerprint()
                == written.configuration(of: written.methods[0]).fingerprint())
        #expect(swept.name == "grid/alpha=0.9" && written.name == "grid" && written.variant == nil)
    }

    @Test func pathsThatEndAlikeAreWrittenOut() throws {
        let sweep = try Self.sweep("sweep: {product: {sites.0: [FR, IT], methods.0.name: [a], methods.1.name: [b]}}")
        #expect(sweep.experiments.map(\.variant) == ["0=FR", "0=IT"].map { $0 + ",methods.0.name=a,methods.1.name=b" })
    }

    @Test func aLongValueIsNamedByItsHash() throws {
        let long = (0..<30).map { "Z\($0)" }.joined(separator: ", ")
        let variants = try Self.sweep("sweep: {product: {sites: [[FR, DE], [\(long)], [\(long), Q]]}}").experiments
            .compactMap(\.variant)
        #expect(variants[0] == "sites=FR-DE" && Set(variants).count == 3)
        #expect(variants.allSatisfy { $0.count <= 40 })
    }

    @Test(arguments: [
        ("sweep: {}", "sweep: expected product: or zip:"),
        ("sweep: {produkt: {a: [1]}}", "sweep: expected product: or zip:"),
        ("sweep: {product: {rounds: [1]}, zipp: {a: [1]}}", "zipp"),
        ("sweep: {product: {rounds: 3}}", "sweep.product.rounds: expected a list"),
        ("sweep: {product: {rounds: []}}", "sweep.product.rounds: expected a list"),
        ("sweep: {zip: {rounds: [1, 2], evaluateEvery: [1]}}", "sweep.zip.evaluateEvery: 1 values, but rounds has 2"),
        ("sweep: {product: {rounds: [1, 1]}}", "two variants are named rounds=1"),
        ("sweep: {product: {rounds: [1]}, zip: {rounds: [2]}}", "is given twice"),
        ("sweep: {product: {seeds: [1, 2]}}", "cannot be swept"),
        ("sweep: {product: {roundz: [1, 2]}}", "did you mean 'rounds'?"),
        ("sweep: {product: {rounds: [1, 0]}}", "(in variant rounds=0)"),
    ])
    func aBrokenSweepSaysWhere(lines: String, expected: String) {
        #expect(Self.message(lines).contains(expected), "\(Self.message(lines))")
    }

    @Test func aSettingIsSweptOrSetNotBoth() {
        let message = Self.message("sweep: {product: {rounds: [1, 2]}}", assignments: ["rounds=7"])
        #expect(message.contains("sweeps over rounds"))
    }
}

extension ExperimentSweepTests {
    @Test func aMapNamesTheValuesOfASweep() throws {
        let committed = CommittedExperimentsTests.folder.appending(path: "league-tuning/experiment.yaml").path
        let sweep = try ExperimentSweep(contentsOf: committed)
        #expect(sweep.name == "league-tuning" && sweep.experiments.count == 48)
        let variant = "data=digits,partition=dirichlet01,fractionOfFull=0.25,learner=own"
        let cell = try sweep.experiment(variant: variant)
        #expect(cell.budget == .fractionOfFull(0.25) && cell.name == "league-tuning/\(variant)")
    }

    @Test func figuresAreReadAndAreNoPartOfARunsConfiguration() throws {
        let path = CommittedExperimentsTests.folder.appending(path: "methods/experiment.yaml").path
        let experiment = try ExperimentSweep(contentsOf: path).experiments[0]
        #expect(experiment.certifies && experiment.quick == ["seeds=[1, 2]", "rounds=40"])
        let map = try #require(experiment.figures.first { $0.kind == "selection-map" })
        #expect(map.settings.map(\.key) == ["method"] && map.variants == nil)
        #expect(experiment.figures.first?.kind == "methods")
        #expect(experiment.figures.last?.methods?.count == 7)
        let configuration = experiment.configuration(of: experiment.methods[0])
        for key in ["figures", "quick", "certify"] { #expect(configuration[path: key] == nil) }
    }
}
