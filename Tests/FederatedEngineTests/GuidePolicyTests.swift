import Documents
import FederatedEngine
import Foundation
import TestSupport
import Testing

/// The example of README.md and Guides/policies.md, as it stands there.
struct LargestFirstPolicy: SelectionPolicy {
    static let kind = "largestFirst"
    static let abstract = "the k sites with the most data that fit the slot's allowance"

    let count: SiteCount

    init(_ reader: DocumentReader) throws { count = try SiteCount(reader) }

    mutating func select(in slot: Slot) -> Selection {
        let bySize = slot.available.sorted { (slot.shares[$0], $1) > (slot.shares[$1], $0) }
        return Selection(slot.affordable(in: bySize, limit: count.value(in: slot)))
    }
}

@Suite struct GuidePolicyTests {
    @Test(arguments: ["README.md", "Guides/policies.md"]) func theGuideShowsThisCode(path: String) throws {
        let here = URL(filePath: #filePath)
        let guide = try String(contentsOf: here.appending(path: "../../../\(path)").standardized, encoding: .utf8)
        let block = try #require(guide.firstMatch(of: /```swift\n([\s\S]*?)```/)).1
        let test = try String(contentsOf: here, encoding: .utf8)
        // A reader's policy lives in the library and is public; here it is not, and needs no initializer of its own.
        let lines = block.replacing("public ", with: "").split(separator: "\n").filter {
            !$0.contains("///")
        }
        #expect(lines.count > 9)
        for line in lines { #expect(test.contains(line), "\(line)") }
    }

    @Test func theGuidesExampleRunsWithinItsAllowance() throws {
        let task = try TinyTask()
        let simulation = try task.simulation(
            LargestFirstPolicy(DocumentReader(YAMLDocument.parse("sites: 2", file: "a test"), file: "a test")))
        while !simulation.isFinished {
            let report = try simulation.step()
            #expect(report.selectedCount <= 2)
            #expect(report.cumulativeGrams <= Double(report.round + 1) * task.scenario.allowanceGrams + 1e-12)
        }
    }
}
