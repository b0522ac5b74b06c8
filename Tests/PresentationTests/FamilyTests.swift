import Documents
import Foundation
import Presentation
import TestSupport
import Testing

/// What lists and guides show of the registries.
@Suite struct FamilyTests {
    @Test(arguments: Family.all.map(\.name)) func everyMemberAndEveryKeySaysWhatItIs(name: String) throws {
        let family = try #require(Family.all.first { $0.name == name })
        #expect(!family.members.isEmpty && Set(family.members.map(\.kind)).count == family.members.count)
        for member in family.members {
            #expect(!member.abstract.isEmpty && !member.abstract.hasSuffix("."), "\(member.kind)")
            for key in member.keys {
                #expect(!key.help.isEmpty && !key.expected.isEmpty, "\(name) \(member.kind).\(key.name)")
            }
        }
    }

    /// `make guides` writes them.
    @Test func theTablesOfTheGuidesAreThoseOfTheRegistries() throws {
        let folder = repository.appending(path: "Guides")
        var tables = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".md") {
            let guide = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(try Family.updatingTables(in: guide, file: name) == guide, "\(name): run `make guides`")
            tables += guide.components(separatedBy: "<!-- cafe list ").count - 1
        }
        #expect(tables >= 10)
    }

    @Test func aTableIsMadeAnew() throws {
        let guide = "a\n<!-- cafe list solvers -->\nold\n<!-- end -->\nb"
        let updated = try Family.updatingTables(in: guide, file: "g.md")
        #expect(updated.hasPrefix("a\n<!-- cafe list solvers -->\n| kind |") && updated.hasSuffix("\n<!-- end -->\nb"))
        #expect(!updated.contains("old") && updated.contains("`automatic`"))
        #expect(throws: DocumentError.self) { try Family.updatingTables(in: "<!-- cafe list solver -->", file: "g") }
        #expect(throws: DocumentError.self) { try Family.updatingTables(in: "<!-- cafe list solvers -->", file: "g") }
    }
}
