import CarbonAccounting
import Documents
import RunStore
import SiteSelection
import TestSupport
import Testing

@Suite struct RunConfigurationTests {
    private func configuration(_ value: DocumentValue) throws -> RunConfiguration {
        let folder = try TemporaryFolder()
        try writeSyntheticRun(folder.path, "m", index: 0, seed: 1, status: .completed)
        let directory = RunDirectory(results: folder.path, experiment: "demo", method: "m", seed: 1)
        var manifest = try RunManifest.read(directory.manifest)
        manifest.configuration = value
        try manifest.write(to: directory.manifest)
        return try RunRecord(directory).configuration
    }

    @Test func partsAreRead() throws {
        let found = try configuration([
            "rounds": 12, "budget": ["fractionOfFull": 0.25], "carbon": ["slotSeconds": 1800],
            "partition": ["kind": "dirichlet", "alpha": 0.3],
            "sites": ["BE", ["zone": "PL", "availability": [["from": "03:00", "to": "12:00"]]]],
            "method": [
                "name": "m",
                "policy": [
                    "kind": "cafe", "variant": "reconstructed", "penaltyWeight": 3,
                    "utility": ["kind": "gradientMatching", "ridge": 0.1],
                ],
            ],
        ])
        #expect(found.rounds == 12 && found.slotSeconds == 1800 && found.concentration == 0.3)
        #expect(found.budget == .fractionOfFull(0.25) && found.availability?.map(\.windows.count) == [0, 1])
        let policy = try #require(found.policy)
        #expect(policy.kind == "cafe" && policy.variant == "reconstructed" && policy.penaltyWeight == 3)
        #expect(policy.utility == .gradientMatching(ridge: 0.1))
    }

    /// Methods that differ in name and V alone are the same apart from it.
    @Test func theMethodApartFromItsWeight() throws {
        func method(_ name: DocumentValue, _ weight: DocumentValue, _ variant: DocumentValue = "paced") throws
            -> DocumentValue?
        {
            try configuration([
                "method": ["name": name, "policy": ["kind": "cafe", "variant": variant, "penaltyWeight": weight]]
            ]).methodApartFromPenaltyWeight
        }
        #expect(try method("a", 1) == method("b", 2))
        #expect(try method("a", 1) != method("a", 1, "reconstructed"))
    }

    @Test func whatIsMissingIsNil() throws {
        let found = try configuration([:])
        #expect(found.rounds == nil && found.slotSeconds == nil && found.budget == nil && found.policy == nil)
        #expect(found.availability == nil && found.methodApartFromPenaltyWeight == nil)
        // A V that is not one number, and a utility of another program.
        let other = try configuration([
            "method": ["policy": ["kind": "x", "penaltyWeight": ["perAffordableSite": 6], "utility": "unheardOf"]]
        ])
        #expect(other.policy?.penaltyWeight == nil && other.policy?.utility == nil && other.policy?.kind == "x")
    }

    @Test func anIllTypedPartIsAnError() throws {
        let error = #expect(throws: DocumentError.self) { try configuration(["rounds": "many"]) }
        #expect(error?.keyPath == "configuration.rounds")
    }
}
