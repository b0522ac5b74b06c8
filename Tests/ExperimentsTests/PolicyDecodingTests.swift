import Documents
import Experiments
import FederatedEngine
import Foundation
import SiteSelection
import TestSupport
import Testing

private let allPolicies = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Experiments/all-policies/experiment.yaml").standardized.path

@Suite struct PolicyDecodingTests {
    private func policy(_ text: String) throws -> any SelectionPolicy {
        try quickstart("methods=[{name: m, policy: \(text)}]").methods[0].policy
    }

    private func message(_ text: String) -> String {
        #expect(throws: DocumentError.self) { try policy(text) }?.description ?? ""
    }

    @Test func everyKindOccursInAllPolicies() throws {
        let methods = try #require(try Experiment(contentsOf: allPolicies).resolved[path: "methods"]?.elements)
        let shown = Set(methods.compactMap { $0[path: "policy.kind"]?.stringValue })
        // Another test registers the one; the other needs a program beside the experiment.
        let elsewhere = ["cheapestSite", ExternalPolicy.kind]
        #expect(shown.isSuperset(of: selectionPolicies.kinds.filter { !elsewhere.contains($0) }) && shown.count >= 18)
    }

    /// A resolved file decodes to itself: what a manifest holds can be run again.
    @Test func aResolvedFileResolvesToItself() throws {
        let folder = try TemporaryFolder()
        let experiment = try Experiment(contentsOf: allPolicies)
        let path = try folder.write(experiment.resolvedText(), "resolved.yaml")
        let again = try Experiment(contentsOf: path)
        #expect(again.methods.count == experiment.methods.count)
        for (a, b) in zip(experiment.methods, again.methods) {
            #expect(
                try experiment.configuration(of: a)[path: "method"]?.fingerprint()
                    == again.configuration(of: b)[path: "method"]?.fingerprint(), "\(a.name)")
        }
    }

    @Test func keysReachThePolicy() throws {
        let cafe = try #require(
            try policy(
                "{kind: cafe, penaltyWeight: [3, 1], gradients: {kind: coreset, fraction: 0.2, dimensions: 64}, "
                    + "utility: {kind: expectedDescent, curvature: 1.5}, solver: localSearch}") as? CAFEPolicy)
        #expect(cafe.penaltyWeight == .phases([3, 1]) && cafe.utility == .expectedDescent(curvature: 1.5))
        #expect(cafe.gradients == GradientSource(.coreset(fraction: 0.2), dimensions: 64))
        // Without a setting of drift plus penalty it is our default; with one, the paced variant.
        #expect(try policy("cafe") is FreshnessPolicy && policy("{kind: cafe, variant: freshness}") is FreshnessPolicy)
        #expect((try policy("{kind: cafe, minimumSites: 1}") as? CAFEPolicy)?.pacing == .remaining)
        #expect((try policy("{kind: cafe, variant: unweighted}") as? CAFEPolicy)?.readsAbsolute == true)
        #expect((try policy("{kind: myopic, gradients: lastLayer}") as? MyopicPolicy)?.gradients == .lastLayer)
        let oracle = try #require(
            try policy("{kind: offlineOracle, utility: kCenter, rehearsal: myopic}") as? OfflineOraclePolicy)
        #expect(oracle.utility == .kCenter && oracle.rehearsalPolicy is MyopicPolicy)
        #expect((try policy("offlineOracle") as? OfflineOraclePolicy)?.rehearsalPolicy is CAFEPolicy)
        let choice = try #require(try policy("{kind: powerOfChoice, sites: 2, candidates: 5}") as? PowerOfChoicePolicy)
        #expect(choice.count == .fixed(2) && choice.candidates == 5)
        #expect((try policy("random") as? RandomPolicy)?.count == .affordable)
    }

    /// One error with the key path, the value and what to write instead.
    @Test(arguments: [
        ("caffe", "did you mean 'cafe'?"), ("{kind: greenfl}", "did you mean 'greenFL'?"),
        ("{kind: random, site: 3}", "did you mean 'sites'?"), ("{kind: random, sites: 0}", "0 is not allowed"),
        ("{kind: cafe, penaltyWieght: 3}", "did you mean 'penaltyWeight'?"),
        ("{kind: cafe, variant: reconstructed, penaltyWeight: -1}", "expected a number, at least 0"),
        ("{kind: cafe, penaltyWeight: []}", "an empty list"),
        ("{kind: cafe, penaltyWeight: [1, x]}", "penaltyWeight[1]"),
        ("{kind: cafe, variant: reconstruct}", "did you mean 'reconstructed'?"),
        ("{kind: cafe, utility: facilityLocatoin}", "did you mean 'facilityLocation'?"),
        ("{kind: cafe, utility: {kind: expectedDescent, curvature: 2}}", "from 1.0 to 1.999"),
        ("{kind: cafe, utility: kCenter, remember: true}", "only facilityLocation"),
        ("{kind: cafe, variant: freshness, penaltyWeight: 3}", "unknown key"),
        ("{kind: cafe, solver: exakt}", "did you mean 'exact'?"),
        ("{kind: cafe, gradients: lastlayer}", "did you mean 'lastLayer'?"),
        ("{kind: cafe, gradients: {kind: coreset, fraction: 0}}", "fraction"),
        ("{kind: cafe, gradients: {kind: stale, fraction: 0.1}}", "unknown key"),
        ("{kind: cafe, gradients: {kind: stale, dimensions: 4}}", "from 8 to 32768"),
        ("{kind: cafe, gradients: {kind: stale, dimension: 64}}", "did you mean 'dimensions'?"),
        ("{kind: powerOfChoice, sites: 4, candidates: 3}", "at least as many"),
        ("{kind: offlineOracle, rehearsal: random}", "sees no gradients"),
        ("{kind: offlineOracle, rehearsal: offlineOracle}", "online policy"),
        ("{kind: offlineOracle, rehersal: cafe}", "did you mean 'rehearsal'?"),
        ("{kind: threshold, quantile: 1.5}", "from 0.0 to 1.0"), ("{kind: lowcarb, forecast: perfct}", "'perfect'"),
        ("{kind: fedZero, releaseWeight: 0}", "above 0"), ("{kind: greenFL, exponent: 2}", "from 0.001 to 1.0"),
        ("{kind: oort, exponent: -1}", "at least 0"), ("{kind: ecoLearn, earlyExcess: 2}", "from 0.0 to 1.0"),
    ])
    func aMistakeGetsOneClearError(text: String, expected: String) {
        let message = message(text)
        #expect(message.contains("methods[0].policy") && message.contains(expected), "\(message)")
    }

    @Test func resolvedReadsBackToItself() throws {
        let experiment = try quickstart()
        let again = try YAMLDocument.parse(try experiment.resolvedText(), file: "again.yaml")
        #expect(again == experiment.resolved)
    }
}
