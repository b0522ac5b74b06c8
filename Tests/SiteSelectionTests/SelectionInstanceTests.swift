import Foundation
import SiteSelection
import Testing

struct SelectionInstanceTests {
    private let good = """
        {"distances": [[0, 2], [2, 0]], "shares": [1, 3], "footprint_g": [1, 5], "allowance_g": 2, "queue": 0.1,
         "penalty_weight": 1}
        """

    private func read(_ text: String) throws -> [SelectionInstance] {
        try SelectionInstance.all(in: Data(text.utf8), file: "slot.json")
    }

    private func problem(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch { return "\(error)" }
    }

    @Test func readsAnInstanceAndItsObjective() throws {
        let instance = try #require(try read(good).first)
        #expect(instance.footprintsGrams == [1, 5])
        #expect(abs(instance.objective.value(of: [1]) - (1 - 0.25 - 0.25)) < 1e-12)
        let gradients = good.replacingOccurrences(
            of: "\"distances\": [[0, 2], [2, 0]]", with: "\"gradients\": [[1], [-1]]")
        #expect(abs(try read(gradients)[0].objective.value(of: [1]) - 0.5) < 1e-12)
        let line = good.replacingOccurrences(of: "\n", with: " ")
        #expect(try read(line + "\n" + line + "\n").count == 2)
    }

    @Test(arguments: [
        ("[0, 2], [2, 0]", "[0, NaN], [2, 0]", "slot.json:1: distances[0][1]: nan is not allowed"),
        ("[0, 2], [2, 0]", "[0, -2], [2, 0]", "distances[0][1]: -2 is not allowed"),
        ("[0, 2], [2, 0]", "[0, 2], [2]", "distances[1]: has 1 entries; expected 2"),
        ("[0, 2], [2, 0]", "[0, 2]", "distances: has 1 rows; expected 2"),
        ("[0, 2], [2, 0]", "[0, 2], [1, 0]", "distances[1][0] is 1"),
        ("[1, 3]", "[1, -3]", "shares[1]: -3 is not allowed"), ("[1, 5]", "[1]", "footprint_g: has 1 entries"),
        ("\"allowance_g\": 2", "\"allowance_g\": 0", "allowance_g: 0 is not allowed; expected a number above 0"),
        ("\"queue\": 0.1", "\"queue\": \"0.1\"", "queue: '0.1' is not allowed"),
        ("\"queue\": 0.1", "\"que\": 0.1", "queue: missing"),
        ("\"queue\": 0.1,", "", "queue: missing"),
        ("\"queue\": 0.1", "\"queue\": 0.1, \"queue\": 2", "the key 'queue' is given twice"),
        ("\"queue\": 0.1", "\"queue\": 1e999", "queue: inf is not allowed"),
        ("{", "", "slot.json:1"), ("}", "", "where JSON needs ',' or '}'"),
        ("\"queue\": 0.1", "\"queue\": 0.1, \"utility\": \"best\"", "'best' is unknown"),
        ("\"queue\": 0.1", "\"queue\": 0.1, \"utility\": \"facility-location\"", "did you mean 'facilityLocation'?"),
        ("\"queue\": 0.1", "\"queue\": 0.1, \"utility\": \"gradientMatching\"", "needs the gradients"),
    ]) func badInstancesAreNamed(_ from: String, _ to: String, _ message: String) throws {
        let broken = good.replacingOccurrences(of: from, with: to)
        let found = try #require(problem(broken))
        #expect(found.contains(message), "\(found)")
        #expect(found.hasPrefix("slot.json"))
    }

    @Test func otherDocumentsAreRefused() {
        #expect(problem("")?.contains("holds no instance") == true)
        #expect(problem("[1, 2]")?.contains("expected a map of keys") == true)
        #expect(problem(String(repeating: "[", count: 100_000))?.contains("nested") == true)
        #expect(problem(good.replacingOccurrences(of: "\n", with: " ") + "\n{\"x\": 1}")?.contains("json:2") == true)
    }
}
