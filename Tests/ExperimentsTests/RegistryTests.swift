import Documents
import Experiments
import FederatedEngine
import Foundation
import RunStore
import TestSupport
import Testing

/// A policy from outside the library: the site of the smallest footprint.
private struct CheapestSitePolicy: SelectionPolicy {
    static let kind = "cheapestSite"
    static let abstract = "the site of the smallest footprint"

    let sites: Int

    init(_ reader: DocumentReader) throws {
        sites = try reader.integer("sites", atLeast: 1, default: 1, help: "sites of a round")
    }

    mutating func select(in slot: Slot) -> Selection {
        let cheapest = slot.available.sorted { (slot.footprints[$0], $0) < (slot.footprints[$1], $1) }
        return Selection(Array(cheapest.prefix(sites)))
    }
}

/// The registries are whole, and open.
@Suite struct RegistryTests {
    /// A policy that a library registers runs like a built-in one, from an experiment file to rows.
    @Test func aPolicyFromOutsideRunsInAnExperiment() throws {
        selectionPolicies.register(CheapestSitePolicy.self)
        let experiment = try quickstart("methods=[{name: mine, policy: {kind: cheapestSite, sites: 2}}]")
        let folder = try TemporaryFolder()
        try ExperimentRunner(experiment, options: .init(results: folder.path, threads: 2))
            .run(reporting: SilentProgress())
        let directory = RunDirectory(results: folder.path, experiment: experiment.name, method: "mine", seed: 1)
        #expect(try RunRecord(directory).rounds.filter { $0.selected > 0 }.allSatisfy { $0.selected <= 2 })
        #expect(try RunRecord(directory).rounds.contains { $0.selected == 2 })
        let misspelt = #expect(throws: DocumentError.self) {
            try quickstart("methods=[{name: mine, policy: cheapestSites}]")
        }
        #expect(misspelt?.message.contains("did you mean 'cheapestSite'?") == true)
    }

    /// Each type of a family's folder is one of its registry: what a new file could forget.
    @Test(arguments: [
        ("FederatedEngine/Policies", "SelectionPolicy", "FederatedEngine/Policies/SelectionPolicies.swift"),
        ("FederatedEngine/Aggregation", "Aggregation", "FederatedEngine/Aggregation/Aggregation.swift"),
        ("FederatedEngine/Aggregation", "ServerOptimizer", "FederatedEngine/Aggregation/ServerOptimizer.swift"),
        ("FederatedEngine/Partitions", "Partition", "FederatedEngine/Partitions/Partition.swift"),
    ])
    func everyTypeOfAFolderIsRegistered(folder: String, family: String, registry: String) throws {
        let sources = repository.appending(path: "Sources")
        let list = try String(contentsOf: sources.appending(path: registry), encoding: .utf8)
        var found = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: sources.appending(path: folder).path) {
            let text = try String(contentsOf: sources.appending(path: "\(folder)/\(name)"), encoding: .utf8)
            for match in text.matches(of: /struct (\w+): (\w+)/) where match.2 == family {
                // Two policies are variants of one kind.
                let isVariant = ["CAFEPolicy", "FreshnessPolicy"].contains(match.1)
                #expect(isVariant || list.contains("\(match.1).self"), "\(match.1) is not in \(registry)")
                found += 1
            }
        }
        #expect(found >= 3)
    }

    /// What all-policies shows is what the registry holds, and what is read resolves to itself.
    @Test func everyPolicyAloneResolvesToItself() throws {
        for kind in selectionPolicies.kinds where kind != CheapestSitePolicy.kind {
            let policy = kind == ExternalPolicy.kind ? "{kind: external, command: [sh], settings: {a: 1}}" : kind
            let once = try quickstart("methods=[{name: m, policy: \(policy)}]")
            let again = try quickstart(
                "methods=[{name: m, policy: \(once.resolved[path: "methods[0].policy"]!.flowYAML)}]")
            #expect(once.resolved == again.resolved, "\(kind)")
        }
    }

    @Test func anEarlierSpellingIsAnsweredWithThePresentOne() {
        let error = #expect(throws: DocumentError.self) {
            try quickstart("methods=[{name: m, policy: cafe, aggregation: memory}]")
        }
        #expect(error?.message == "'memory' is now called 'remembered'")
    }

    @Test(arguments: ["mifa", "fedVARP", "uniform", "coordinateMedian", "{kind: trimmedMean, trim: 0.3}", "coreset"])
    func everyAggregationRunsWithTheDefaultPolicy(aggregation: String) throws {
        // Coreset weights need a utility, which drift plus penalty has.
        let policy = aggregation == "coreset" ? "{kind: cafe, variant: paced}" : "cafe"
        let experiment = try quickstart("methods=[{name: m, policy: \(policy), aggregation: \(aggregation)}]")
        let folder = try TemporaryFolder()
        try ExperimentRunner(experiment, options: .init(results: folder.path, threads: 1))
            .run(reporting: SilentProgress())
        let directory = RunDirectory(results: folder.path, experiment: experiment.name, method: "m", seed: 1)
        #expect(try RunRecord(directory).summary != nil)
    }
}
