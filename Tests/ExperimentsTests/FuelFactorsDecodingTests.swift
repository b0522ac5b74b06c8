import CarbonAccounting
import Documents
import Foundation
import Testing

@Suite struct FuelFactorsDecodingTests {
    func factors(_ text: String) throws -> FuelFactors {
        let file = FileManager.default.temporaryDirectory.appending(path: "factors-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try FuelFactors(contentsOf: file.path(percentEncoded: false))
    }

    @Test func aTableOfFactors() throws {
        let table = try factors("coal: 820\nnat_gas: 490.5\nHydro Pumped Storage: ignore\n")
        #expect(table.factor(column: "Coal") == .grams(820) && table.factor(column: "gas") == .grams(490.5))
        #expect(table.factor(column: "Hydro Pumped Storage - Actual Aggregated [MW]") == .ignore)
        #expect(table.factor(column: "wind") == nil)
    }

    @Test(arguments: [
        ("coal: -1\n", "coal"), ("coal: much\n", "'much'"), ("coal: 1\ncoal: 2\n", "coal"), ("- coal\n", "list"),
        ("", "empty"), ("coal: .nan\n", "coal"), ("coal: {a: 1}\n", "map"),
    ])
    func brokenTables(_ text: String, _ expected: String) throws {
        let error = try #require(throws: DocumentError.self) { try factors(text) }
        #expect(error.description.contains(expected), "\(error)")
    }
}
