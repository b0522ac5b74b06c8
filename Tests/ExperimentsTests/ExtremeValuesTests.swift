import CarbonAccounting
import Documents
import Experiments
import FederatedEngine
import Foundation
import Learning
import RunStore
import SiteSelection
import TestSupport
import Testing

/// Every number that an experiment file can hold, at its extremes: a clean error or a clean run, never a trap. What runs
/// leaves records that can be read back.
@Suite struct ExtremeValuesTests {
    static let values = [
        "0", "-1", "-0.0", "5e-324", "1e-30", "0.5", "1", "32", "1e30", "1.7e308", "2147483647", "2147483648",
        "9007199254740992", "9223372036854775807", "9223372036854775808", "nan", "inf", "-inf",
    ]

    /// A number at `path`, with what must be there for it to be read.
    struct Number: Sendable, CustomTestStringConvertible {
        let path: String
        var around: [String] = []
        /// Whether a list is expected.
        var isList = false
        var testDescription: String { (around + [path]).joined(separator: " ") }
    }

    /// A policy that selects nobody.
    private static let command =
        ([
            "sh", "-c",
            #"""
            read -r line; echo '{"type":"ready","protocol":1}'; n=0
            while read -r line; do echo "{\"type\":\"selection\",\"round\":$n,\"sites\":[]}"; n=$((n+1)); done
            """#,
        ] as DocumentValue).flowYAML

    private static func numbers<Member>(
        of registry: Registry<Member>, at path: String, around: [String] = [],
        where isMeant: (String) -> Bool = { _ in true }
    ) -> [Number] {
        registry.entries.filter { isMeant($0.kind) }.flatMap { entry in
            entry.keys.filter { $0.expected.contains("number") }.map { key in
                let beside = entry.keys.filter { $0.isRequired && $0.name != key.name }.map { other in
                    if other.name == "command" { return "\(path).command=\(command)" }
                    let value = other.expected.contains("whole") ? "1" : "0.5"
                    return "\(path).\(other.name)=\(other.expected.contains("list") ? "[\(value)]" : value)"
                }
                return Number(
                    path: "\(path).\(key.name)", around: around + ["\(path)={kind: \(entry.kind)}"] + beside,
                    isList: key.expected.contains("list"))
            }
        }
    }

    static let registered: [Number] =
        numbers(of: selectionPolicies, at: "methods.m.policy")
        + numbers(of: aggregations, at: "methods.m.aggregation") + numbers(of: serverOptimizers, at: "methods.m.server")
        + numbers(of: solvers, at: "methods.m.policy.solver", around: ["methods.m.policy=cafe"])
        + numbers(of: utilities, at: "methods.m.policy.utility", around: ["methods.m.policy=cafe"])
        + numbers(of: gradientSources, at: "methods.m.policy.gradients", around: ["methods.m.policy=cafe"])
        + numbers(of: forecasts, at: "methods.m.policy.forecast", around: ["methods.m.policy=lowcarb"])
        + numbers(of: partitions, at: "partition") + numbers(of: models, at: "model") { $0 != "transformer" }
        + numbers(of: models, at: "model", around: ["data={kind: syntheticText, documents: 10}"]) {
            $0 == "transformer"
        }
        + numbers(of: localOptimizers, at: "training.optimizer")
        + numbers(of: learningRateSchedules, at: "training.schedule")
        + numbers(of: layers, at: "model.layers.0", around: ["model={kind: layers, layers: [relu]}"])
        + numbers(of: layers, at: "model.layers.1", around: ["model={kind: layers, layers: [flatten, relu]}"])

    static let others: [Number] =
        ["rounds", "evaluateEvery", "carbon.slotSeconds", "budget.fractionOfFull", "data.trainExamples"].map {
            Number(path: $0)
        } + [Number(path: "budget.grams", around: ["budget={}"]), Number(path: "seeds", isList: true)]
        + [
            "learningRate", "learningRateDecay", "localSteps", "localEpochs", "batchSize", "momentum", "weightDecay",
            "proximalWeight", "clipNorm",
        ].map { Number(path: "training.\($0)") }
        + [
            "powerUsageEffectiveness", "joulesPerSample", "kWhPerRound", "joulesPerFLOP", "idleWatts",
            "samplesPerSecond", "overheadKWhPerRound", "networkKWhPerGB",
        ].map { Number(path: "energy.\($0)") }
        // Speeds that differ, so that a site waits for another.
        + [Number(path: "energy.idleWatts", around: ["energy.samplesPerSecond=1e-30"])]
        + ["capacitySamples", "energy.samplesPerSecond"].map {
            Number(path: "sites.0.\($0)", around: ["sites=[{zone: A}, B]"])
        }

    private func write(_ folder: TemporaryFolder) throws -> String {
        func npy(_ shape: String, _ bytes: [UInt8]) -> Data {
            let header = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
            return Data([0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + bytes)
        }
        let hours = (0..<6).map { "2020-06-01T0\($0):00Z,\(100 + $0),\(300 - $0)\n" }.joined()
        _ = try folder.write("utc,A,B\n" + hours, "t.csv")
        _ = try folder.write(npy("(40, 1, 4, 4)", (0..<640).map { UInt8($0 * 7 % 251) }), "x.npy")
        _ = try folder.write(npy("(40,)", (0..<40).map { UInt8($0 % 3) }), "y.npy")
        return try folder.write(
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
            methods: [{name: m, policy: cafe}]
            """, "small.yaml")
    }

    @Test(arguments: registered + others)
    func anExtremeValueIsAnErrorOrARun(number: Number) throws {
        let folder = try TemporaryFolder()
        let file = try write(folder)
        var accepted = 0
        for value in Self.values {
            let assignments = number.around + ["\(number.path)=\(number.isList ? "[\(value)]" : value)"]
            do {
                let experiment = try Experiment(contentsOf: file, assignments: assignments)
                let prepared = try PreparedExperiment(experiment)
                let estimate = try ExperimentEstimate(prepared)
                _ = try CarbonPlan(prepared)
                // What would take long is not run: the plan has computed with the value.
                accepted += 1
                guard estimate.operations < 1e8 else { continue }
                let results = "\(folder.path)/\(UUID().uuidString)"
                try ExperimentRunner(experiment, options: .init(results: results, threads: 1))
                    .run(reporting: SilentProgress())
                for run in try ExperimentRecord("\(results)/small").methods.flatMap(\.runs) {
                    _ = (try run.siteRows(), try run.slotRows())
                }
            } catch let error as DocumentError {
                // Read back, a record that does not parse is the fault of the run that wrote it.
                #expect(!error.file.contains("/small/"), "\(assignments): \(error)")
            } catch {
                #expect("\(error)".count > 10, "\(assignments)")
            }
        }
        // A layer takes images or vectors: one of its two places is right.
        #expect(
            accepted > 0 || number.path.hasPrefix("model.layers"),
            "no value was allowed: the test does not reach the code that uses it")
    }
}
