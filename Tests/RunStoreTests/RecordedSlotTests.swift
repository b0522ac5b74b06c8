import Documents
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct RecordedSlotTests {
    private let slots = [1, 4].map { round in
        RecordedSlot(
            round: round, footprintGrams: [1, 2, 3], shares: [0.5, 0.3, 0.2],
            gram: [1, 2, 3, 2, 5, 6, 3, 6, 9].map { $0 * Double(round) }, distanceError: round == 4 ? 0.1 : nil)
    }
    private let sites = ["BE", "DE", "FR"]

    /// A completed run's file, its lines changed.
    private func read(_ change: (inout [String]) -> Void = { _ in }) throws -> [RecordedSlot] {
        let folder = try TemporaryFolder()
        let directory = RunDirectory(results: folder.path, experiment: "e", method: "m", seed: 1)
        try RunManifest.synthetic("m", index: 0, seed: 1, status: .running).write(to: directory.manifest)
        var lines = [SlotRow.csvHeader] + slots.flatMap { $0.rows(sites: sites) }.map(\.csvLine)
        change(&lines)
        try (lines.joined(separator: "\n") + "\n").write(toFile: directory.slots, atomically: true, encoding: .utf8)
        return try RunRecord(directory).slots()
    }

    @Test func whatIsWrittenIsReadBack() throws {
        #expect(try read() == slots)
        #expect(try read { $0.removeLast($0.count - 1) } == [])
    }

    @Test func eachPairHasARowOfItsOwn() {
        let rows = slots[0].rows(sites: sites)
        #expect(rows.count == 6 && rows.map(\.product) == [1, 2, 5, 3, 6, 9])
        #expect(rows[3].csvLine == "1,FR,BE,3.0,,," && rows[5].csvLine == "1,FR,FR,9.0,3.0,0.2,")
    }

    @Test(arguments: [
        (5, "round 1: expected the row of FR and DE"),  // removed
        (6, "expected a later round"),
        (12, "round 4: expected the row of FR and FR"),
    ])
    func aMissingPairIsNamed(line: Int, message: String) throws {
        let error = #expect(throws: DocumentError.self) { try read { $0.remove(at: line) } }
        #expect(error?.description.contains(message) == true && error?.file.hasSuffix("slots.csv") == true)
    }

    @Test func aPairTwiceAndASiteWithoutItsShareAreRefused() throws {
        let twice = #expect(throws: DocumentError.self) { try read { $0.insert($0[6], at: 7) } }
        #expect(twice?.line == 8 && twice?.description.contains("expected the row of FR and BE") == true)
        #expect(throws: DocumentError.self) { try read { $0[6] = "1,FR,FR,9.0,3.0,," } }
        #expect(throws: DocumentError.self) { try read { $0[5] = "1,FR,DE,6.0,3.0,0.2," } }
        #expect(throws: DocumentError.self) { try read { $0[5] = "1,FR,DE,6.0,3.0,," } }
        #expect(throws: DocumentError.self) { try read { $0[1] = "1,BE,DE,1.0,,," } }
    }

    @Test func roundsAndSignsAreThoseOfARun() throws {
        let backwards = #expect(throws: DocumentError.self) { try read { $0 = [$0[0]] + $0[7...] + $0[1...6] } }
        #expect(backwards?.line == 8 && backwards?.keyPath == "round")
        let negative = #expect(throws: DocumentError.self) { try read { $0[6] = "1,FR,FR,9.0,3.0,-0.2," } }
        #expect(negative?.line == 7 && negative?.keyPath == "share")
    }
}
