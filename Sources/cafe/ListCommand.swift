import ArgumentParser
import Documents
import FederatedEngine
import Foundation
import Presentation

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what an experiment file can name, with every key: policies, utilities, layers and so on.",
        discussion: """
            Examples:
              cafe list
              cafe list policies
              cafe list policies cafe
              cafe list partitions --markdown
            """)

    @Argument(help: "Which family.", completion: .list(Family.all.map(\.name))) var family: String?
    @Argument(
        help: "One member, with its keys.",
        completion: .custom { arguments, _, _ in
            Family.all.first { arguments.contains($0.name) }?.members.map(\.kind) ?? []
        })
    var member: String?
    @Flag(help: "Print the tables of the guides.") var markdown = false
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Make the tables in these guides anew, in place.", valueName: "guide"), transform: outputPath
    )
    var write: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        for path in write {
            let guide = String(decoding: try contents(of: path), as: UTF8.self)
            let updated = try Family.updatingTables(in: guide, file: path)
            if updated != guide { try writeAtomically(Data(updated.utf8), to: path) }
        }
        guard write.isEmpty else { return }
        guard let family else {
            if json { return try printJSON(Family.all.map { [$0.name: $0.members.map(\.kind)] }) }
            let width = Family.all.map(\.name.count).max() ?? 0
            for family in Family.all {
                print("\(family.name.padded(to: width))  \(family.members.map(\.kind).joined(separator: ", "))")
            }
            return
        }
        guard let found = Family.all.first(where: { $0.name == family }) else {
            throw UnknownWord(family, "family", among: Family.all.map(\.name))
        }
        var members = found.members
        if let member {
            members = members.filter { $0.kind == member }
            if members.isEmpty { throw UnknownWord(member, "member of \(family)", among: found.members.map(\.kind)) }
        }
        if json { return try printJSON(members) }
        if markdown { return print(found.markdown(members)) }
        let width = members.map(\.kind.count).max() ?? 0
        for entry in members {
            print("\(entry.kind.padded(to: width))  \(entry.abstract)")
            guard member != nil else { continue }
            if let example = entry.example { print("\n\(example)") }
            for key in entry.keys { print("\n  \(key.name): \(key.expected)\n    \(key.help)\n    \(key.presence)") }
        }
    }
}

/// A word on the command line that names nothing.
struct UnknownWord: Error, CustomStringConvertible {
    let description: String

    init(_ word: String, _ what: String, among known: [String]) {
        let hint = nearMiss(word, among: known).map { "; did you mean '\($0)'?" } ?? "."
        description = "no \(what) '\(word)'\(hint) Known: \(known.joined(separator: ", "))"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
