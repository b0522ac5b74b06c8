import Analysis
import Documents
import Experiments
import Foundation
import Testing

/// Every folder of Experiments holds what a reader expects of it. The smoke runs themselves are `make smoke`.
@Suite struct CommittedExperimentsTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Experiments")
        .standardized
    static let questions: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".md") && $0 != batchSystem }
    /// How to run the others on a cluster; no experiment of its own.
    static let batchSystem = "slurm"
    /// The league has tables of its own (`cafe grid`); the data of CIFAR are not to be had everywhere.
    static let withoutExpectations: Set = [
        "league-tuning", "league-digits", "league-fashion", "league-hours", "league-fifty", "league-world",
        "cifar10", "cifar100",
    ]

    @Test func thereAreExperiments() { #expect(Self.questions.count > 8) }

    @Test(arguments: questions)
    func aFolderIsComplete(_ question: String) throws {
        let folder = Self.folder.appending(path: question).path
        let sweep = try ExperimentSweep(contentsOf: "\(folder)/experiment.yaml")
        let short = try ExperimentSweep(contentsOf: "\(folder)/experiment.yaml", smoke: true)
        #expect(!sweep.experiments[0].smoke.isEmpty, "no smoke settings")
        #expect(short.experiments.allSatisfy { $0.rounds <= 20 && $0.seeds.count == 1 }, "the smoke run is long")
        let readme = try String(contentsOfFile: "\(folder)/README.md", encoding: .utf8)
        let overview = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.hasPrefix("# ") && overview.contains("(\(question)/"))
        guard !Self.withoutExpectations.contains(question) else { return }
        #expect(sweep.name == question)
        let expectations = try Expectations.read("\(folder)/expected.json")
        #expect(expectations.experiment == question && !expectations.items.isEmpty)
        for item in expectations.items {
            let experiment = try sweep.experiment(variant: item.variant)
            #expect(experiment.methods.contains { $0.name == item.method }, "\(item)")
        }
    }
}
