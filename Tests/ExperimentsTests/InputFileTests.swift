import Documents
import Experiments
import Foundation
import RunStore
import TestSupport
import Testing

/// A run belongs to the content of the files that it read, not only to their names.
@Suite struct InputFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let hours = (0..<6).map { "2020-06-01T0\($0):00Z,100,\(200 + $0)\n" }.joined()
        _ = try folder.write("utc,A,B\n" + hours, "t.csv")
        _ = try folder.write("source: s\nkind: average\nscope: direct\nmarks: e.csv\n", "t.yaml")
        _ = try folder.write("utc,zone\n2020-06-01T01:00Z,A\n", "e.csv")
        _ = try folder.write(npy("(40, 4)", (0..<160).map { UInt8($0 * 7 % 251) }), "x.npy")
        _ = try folder.write(npy("(40,)", (0..<40).map { UInt8($0 % 2) }), "y.npy")
        _ = try folder.write(
            """
            name: small
            rounds: 3
            data: {kind: npy, features: x.npy, labels: y.npy}
            partition: {kind: iid}
            model: softmaxRegression
            training: {learningRate: 0.1, batchSize: 8}
            carbon: {trace: t.csv, start: 2020-06-01T00:00Z}
            budget: {fractionOfFull: 0.5}
            sites: [A, B]
            methods: [{name: full, policy: full}]
            """, "small.yaml")
    }

    private func npy(_ shape: String, _ bytes: [UInt8]) -> Data {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
        return Data([0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + bytes)
    }

    private func runner() throws -> ExperimentRunner {
        try ExperimentRunner(
            try Experiment(contentsOf: "\(folder.path)/small.yaml"),
            options: .init(results: "\(folder.path)/results", threads: 1))
    }

    private func state() throws -> PlannedRunState { try PlannedRunState(of: try runner().plan[0]) }

    @Test(arguments: [
        ("t.csv", "carbon.trace t.csv"), ("t.yaml", "carbon.trace t.yaml"), ("e.csv", "carbon.trace e.csv"),
        ("x.npy", "data x.npy"), ("y.npy", "data y.npy"),
    ])
    func aChangedInputIsAChangedConfigurationAndIsNamed(file: String, name: String) throws {
        try runner().run(reporting: SilentProgress())
        #expect(try state().isFinished)
        let path = "\(folder.path)/\(file)"
        var bytes = try #require(FileManager.default.contents(atPath: path))
        // A value in the last line of each text, an element of each array; the size stays the same.
        let last = bytes.count - 2
        bytes[last] = bytes[last] == UInt8(ascii: "1") ? UInt8(ascii: "2") : bytes[last] ^ 1
        try bytes.write(to: URL(filePath: path))
        let changed = try state()
        #expect(!changed.isFinished)
        guard case .otherConfiguration(let reason)? = changed.obstacle else {
            Issue.record("\(file) changed without a word: \(changed)")
            return
        }
        #expect(reason == "the content of its input changed: \(name)")
    }

    @Test func theManifestHoldsADigestOfEachInput() throws {
        try runner().run(reporting: SilentProgress())
        let manifest = try RunManifest.read("\(folder.path)/results/small/full/seed-1/manifest.json")
        guard case .map(let inputs)? = manifest.configuration["inputs"]?.content else {
            Issue.record("no inputs in the configuration")
            return
        }
        #expect(
            Set(inputs.map(\.key)) == [
                "carbon.trace t.csv", "carbon.trace t.yaml", "carbon.trace e.csv", "data x.npy", "data y.npy",
            ])
        #expect(inputs.allSatisfy { $0.value.stringValue?.count == 64 })
        #expect(try manifest.configuration.fingerprint() == manifest.configurationHash)
    }

    @Test func aMovedFolderKeepsItsResults() throws {
        try runner().run(reporting: SilentProgress())
        let before = try runner().plan[0].configurationHash
        let other = try TemporaryFolder()
        for file in ["small.yaml", "t.csv", "t.yaml", "e.csv", "x.npy", "y.npy"] {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(file)", toPath: "\(other.path)/\(file)")
        }
        let moved = try ExperimentRunner(
            try Experiment(contentsOf: "\(other.path)/small.yaml"), options: .init(results: folder.path, threads: 1))
        #expect(moved.plan[0].configurationHash == before)
    }
}
