import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import TestSupport
import Testing

/// Policies in other programs. The programs here are of the shell, which every system has.
@Suite struct ExternalPolicyTests {
    private static let ready = #"echo '{"type":"ready","protocol":1}'"#
    /// Says who it is, then answers each slot with a fixed text in which ROUND is the round.
    private static func answering(_ answer: String) -> String {
        """
        read -r line; \(ready); n=0
        while read -r line; do echo '\(answer)' | sed "s/ROUND/$n/"; n=$((n+1)); done
        """
    }

    private static func policy(_ script: String, _ keys: String = "timeLimit: 5") throws -> ExternalPolicy {
        let text = "{kind: external, command: [sh, -c, \(DocumentValue(.string(script)).flowYAML)], \(keys)}"
        let reader = try DocumentReader(YAMLDocument.parse(text, file: "a test"), file: "a test")
        _ = try reader.string("kind")
        let policy = try ExternalPolicy(reader)
        try reader.finish()
        return policy
    }

    private static func failure(_ script: String, _ keys: String = "timeLimit: 5") throws -> String {
        let simulation = try TinyTask().simulation(policy(script, keys), hardBudget: false)
        do {
            _ = try simulation.run()
            return ""
        } catch { return "\(error)" }
    }

    @Test func aProgramChoosesSitesAndWeighsThem() throws {
        let script = Self.answering(#"{"type":"selection","round":ROUND,"sites":[3,1],"weights":[3,1]}"#)
        let policy = try Self.policy(script)
        let simulation = try TinyTask().simulation(
            policy, aggregation: policy.preferredAggregation, hardBudget: false)
        for report in try simulation.run() {
            #expect(report.sites.filter(\.selected).map(\.site) == [1, 3])
            #expect(report.sites[1].weight == 0.25 && report.sites[3].weight == 0.75)
        }
    }

    @Test func weightsOfNobodyAreThoseOfTheData() throws {
        let policy = try Self.policy(
            Self.answering(#"{"type":"selection","round":ROUND,"sites":[1,2],"weights":[0,0]}"#))
        let task = try TinyTask()
        let report = try task.simulation(
            policy, aggregation: policy.preferredAggregation, hardBudget: false
        ).step()
        let shares = task.scenario.shares
        #expect(abs(report.sites[1].weight - shares[1] / (shares[1] + shares[2])) < 1e-15)
    }

    @Test(arguments: [
        (#"{"type":"selection","round":ROUND,"sites":[7]}"#, "sites[0]: 7 is not available; expected different ones"),
        (#"{"type":"selection","round":ROUND,"sites":[1,1]}"#, "sites[1]: 1 is given twice"),
        (#"{"type":"selection","round":ROUND,"sites":[1.5]}"#, "sites[0]: 1.5 is not allowed"),
        (#"{"type":"selection","round":3,"sites":[1]}"#, "round: 3 was not asked; expected 0"),
        (#"{"type":"selection","round":ROUND,"site":[1]}"#, "site: unknown key; did you mean 'sites'?"),
        (#"{"type":"selection","round":ROUND,"sites":[1],"weights":[1,2]}"#, "weights: has 2 entries; expected 1"),
        (#"{"type":"selection","round":ROUND,"sites":[1],"weights":[-1]}"#, "weights[0]: -1 is not allowed"),
        (#"{"type":"ready","protocol":1}"#, "type: ready; expected selection"),
        (#"{"type":"error","message":"no idea"}"#, "the program reports: no idea"),
        ("nonsense", "where JSON needs a value"), ("[1]", "expected a JSON object"),
    ]) func aWrongAnswerIsNamed(_ answer: String, _ message: String) throws {
        let found = try Self.failure(Self.answering(answer))
        #expect(found.contains(message), "\(found)")
        #expect(found.hasPrefix("policy sh -c"))
    }

    @Test func aProgramThatEndsIsSilentOrSpeaksAnotherVersionIsNoticed() throws {
        #expect(try Self.failure("exit 3").contains("the program ended with status 3 without an answer"))
        #expect(try Self.failure("\(Self.ready); read -r line; read -r line; exit 0").contains("the program ended"))
        #expect(try Self.failure("sleep 60", "timeLimit: 0.2").contains("silent for 0.2 s"))
        let version = try Self.failure(#"read -r line; echo '{"type":"ready","protocol":9}'; read -r line"#)
        #expect(version.contains("protocol: version 9; this program speaks 1"))
    }

    /// The memory that the program handed over comes back in `start`, with the outcome of the last round in the next slot: a
    /// continued run asks what the whole one asks.
    @Test func aRunGoesOnWithTheMemoryOfTheProgram() throws {
        let folder = try TemporaryFolder()
        func policy(_ log: String) throws -> ExternalPolicy {
            try Self.policy(
                """
                read -r line; echo "$line" >>\(folder.path)/\(log); \(Self.ready)
                while read -r line; do
                    echo "$line" >>\(folder.path)/\(log)
                    n=$(echo "$line" | sed 's/.*"round":\\([0-9]*\\),.*/\\1/')
                    echo "{\\"type\\":\\"selection\\",\\"round\\":$n,\\"sites\\":[$((n % 5))],\\"memory\\":{\\"n\\":$n}}"
                done
                """)
        }
        let task = try TinyTask()
        let whole = task.simulation(try policy("whole"), hardBudget: false)
        let reports = try whole.run()
        let first = task.simulation(try policy("first"), hardBudget: false)
        for _ in 0..<5 { _ = try first.step() }
        let second = task.simulation(try policy("second"), hardBudget: false)
        try second.restore(first.snapshot())
        #expect(try second.run() == Array(reports[5...]))
        func lines(_ log: String) throws -> [Substring] {
            try String(contentsOfFile: "\(folder.path)/\(log)", encoding: .utf8).split(separator: "\n")
        }
        let continued = try lines("second")
        #expect(continued[0].contains(#""memory":{"n":4}"#))
        #expect(try continued.dropFirst() == lines("whole").dropFirst(6))
        #expect(continued[1].contains(#""outcome":{"sites":[4],"total_g":"#))
    }

    /// What the experiment file asks for arrives, and what costs is charged.
    @Test func aProgramGetsWhatItNeeds() throws {
        let folder = try TemporaryFolder()
        let script = """
            read -r line; \(Self.ready); read -r line; echo "$line" >\(folder.path)/slot
            echo '{"type":"selection","round":0,"sites":[]}'; read -r line
            """
        let policy = try Self.policy(
            script,
            "gradients: exact, losses: true, forecast: perfect, forecastRounds: 3, trailingRounds: 4, timeLimit: 5")
        let report = try TinyTask().simulation(policy, hardBudget: false).step()
        let slot = try DocumentValue(
            json: Data(contentsOf: URL(filePath: "\(folder.path)/slot")), file: "the slot")
        #expect(report.sites.allSatisfy { $0.footprint.probeGrams > 0 })
        #expect(slot["inner_products"]?.elements?.count == 5)
        #expect(slot["losses"]?.elements?.count == 5)
        #expect(slot["forecast_g_per_kwh"]?.elements?.map { $0.elements?.count } == [3, 3, 3, 3, 3])
        // The trace begins with the first round.
        #expect(slot["trailing_g_per_kwh"]?.elements?.map { $0.elements?.count } == [1, 1, 1, 1, 1])
        #expect(slot["participations"] == [0, 0, 0, 0, 0])
    }

    @Test(arguments: [
        ("command: []", "command: an empty list"),
        ("command: [no-such-program-here]", "is no program that can be run here"),
        ("command: [sh], settings: 3", "settings: 3 is not allowed"),
        ("command: [sh], forecastRounds: 3", "expected forecast: as well"),
        ("command: [sh], timeLimt: 3", "did you mean 'timeLimit'?"),
        ("command: [sh], gradients: exct", "did you mean 'exact'?"),
    ]) func mistakesInTheFileAreNamed(_ keys: String, _ message: String) throws {
        let error = #expect(throws: DocumentError.self) {
            let reader = try DocumentReader(
                YAMLDocument.parse("{kind: external, \(keys)}", file: "f.yaml"), file: "f.yaml")
            _ = try reader.string("kind")
            _ = try ExternalPolicy(reader)
            try reader.finish()
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    /// A program whose answers are noise ends its run with an error, and nothing hangs; ten thousand of them.
    @Test func noiseForAnAnswerEndsTheRunWithAnError() throws {
        let folder = try TemporaryFolder()
        let good = Array(#"{"type":"selection","round":0,"sites":[1,2],"weights":[1,2],"memory":{"a":[1]}}"#.utf8)
        var random = SystemRandomNumberGenerator()
        let task = try TinyTask()
        // 20 programs with 500 lines each: the first slot is asked again and again.
        for _ in 0..<20 {
            var noise: [UInt8] = []
            for _ in 0..<500 {
                var line = good
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let place = Int.random(in: line.indices, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: line[place] = UInt8.random(in: 32...126, using: &random)
                    case 1: line.remove(at: place)
                    default: line.insert(UInt8.random(in: 32...126, using: &random), at: place)
                    }
                }
                noise += line + Array("\n".utf8)
            }
            try Data(noise).write(to: URL(filePath: "\(folder.path)/noise"))
            var policy = try Self.policy(
                "read -r line; \(Self.ready); while read -r line <&3; do read -r slot || exit; printf '%s\\n' \"$line\"; "
                    + "done 3<\(folder.path)/noise")
            var answered = 0
            for _ in 0..<500 {
                let slot = Slot(0, of: task.scenario)
                do {
                    _ = try policy.select(in: slot)
                } catch is DocumentError {}
                answered += 1
            }
            #expect(answered == 500)
        }
    }
}
