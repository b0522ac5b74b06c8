import CarbonAccounting
import Documents
import Foundation
import Learning
import Reproducibility
import RunStore
import SiteSelection
import TestSupport
import Testing

/// How much `make torture` asks for; a little in an ordinary run of the tests.
enum Torture {
    static func count(_ variable: String, otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? otherwise
    }
    static var seed: UInt64 { UInt64(count("CAFE_TORTURE_SEED", otherwise: 1)) }
}

/// Every reader on mutated inputs: an error or a value, never a trap. A failure repeats with the seed that it prints.
@Suite struct InputFuzzTests {
    private struct Reader: Sendable {
        let name: String
        let sample: Data
        let read: @Sendable (Data, String) throws -> Void
    }

    private static let readers: [Reader] = [
        Reader(name: "yaml", sample: Data("a: {b: [1, 2.5, null], c: 'x'}\nd:\n- e: true\n  f: \"\\n\"\n".utf8)) {
            data, _ in
            _ = try YAMLDocument.parse(String(decoding: data, as: UTF8.self), file: "f")
        },
        Reader(name: "json", sample: Data(#"{"a": [1, -2.5e3, {"b": "\u00e9\n"}], "c": null, "d": true}"#.utf8)) {
            data, _ in
            _ = try DocumentValue(json: data, file: "f")
        },
        Reader(
            name: "select",
            sample: Data(
                (#"{"distances":[[0,1,2],[1,0,3],[2,3,0]],"shares":[0.2,0.3,0.5],"footprint_g":[1,2,0.5],"#
                    + #""allowance_g":1.5,"queue":0.3,"penalty_weight":2}"#).utf8)
        ) { data, _ in
            for instance in try SelectionInstance.all(in: data, file: "f") where instance.footprintsGrams.count <= 8 {
                var rng = RandomStream(seed: 1, "fuzz")
                _ = try maximize(
                    instance.objective, with: .exact(timeLimitSeconds: nil, nodeLimit: 1000), using: &rng)
            }
        },
        Reader(
            name: "trace",
            sample: Data(
                "utc,A,\"B,1\"\n2020-06-01T00:00Z,100,200\n2020-06-01T01:00Z,101.5,\n2020-06-01T02:00Z,1,2\n".utf8)
        ) { _, path in _ = try CarbonTrace.load([path], gaps: .hold) },
        Reader(
            name: "rounds",
            sample: Data((RoundRow.csvHeader + "\n" + row(0).csvLine + "\n" + row(1, before: 0.1).csvLine + "\n").utf8)
        ) { data, _ in _ = try RoundRow.parse(String(decoding: data, as: UTF8.self), path: "f") },
        Reader(name: "npy", sample: npy()) { _, path in
            _ = try NPYSource(features: path, labels: path).load()
        },
        Reader(name: "sidecar", sample: Data("source: x\nkind: average\nscope: direct\nstep_seconds: 3600\n".utf8)) {
            data, _ in _ = try TraceSidecar(text: String(decoding: data, as: UTF8.self), file: "f")
        },
    ]

    private static func npy() -> Data {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (6, 2), }\n"
        return Data(
            [0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + (0..<12).map { UInt8($0) })
    }

    private static let words = [
        "1e308", "-1", "9223372036854775808", "5e-324", "nan", "inf", "\"", "'", ",", "\n", "{", "[", ": ", "0",
        "\u{0}", "&a ",
        "*a", "9999-12-31T23:59Z", "0000-01-01T00:00Z", "4611686018427387904", "\u{FEFF}", "#", "- ",
    ].map { Data($0.utf8) }

    /// Bytes flipped, cut out, doubled, and words of trouble put in.
    private static func mutate(_ sample: Data, using rng: inout RandomStream) -> Data {
        var bytes = [UInt8](sample)
        for _ in 0..<Int.random(in: 1...4, using: &rng) {
            let place = Int.random(in: 0...bytes.count, using: &rng)
            let end = min(bytes.count, place + Int.random(in: 0...8, using: &rng))
            switch Int.random(in: 0..<5, using: &rng) {
            case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &rng) }
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &rng)], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return Data(bytes)
    }

    @Test func noInputEndsTheProgram() throws {
        let folder = try TemporaryFolder()
        let count = Torture.count("CAFE_TORTURE_INPUTS", otherwise: 3_000)
        print("InputFuzzTests: seed \(Torture.seed), \(count) inputs")
        for (index, reader) in Self.readers.enumerated() {
            var rng = RandomStream(seed: Torture.seed, "fuzz", index)
            for _ in 0..<count / Self.readers.count {
                let input = Self.mutate(reader.sample, using: &rng)
                // Kept on disk, so that the input that ends the process is found there.
                let needsFile = ["trace", "npy"].contains(reader.name)
                let path = needsFile ? try folder.write(input, "\(reader.name)-input") : ""
                _ = try? reader.read(input, path)
            }
        }
    }
}
