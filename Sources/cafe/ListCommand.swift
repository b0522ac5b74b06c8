import ArgumentParser
import CarbonAccounting
import Documents
import FederatedEngine
import Learning
import Presentation
import RunStore
import SiteSelection

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
    @Argument(help: "One member, with its keys.") var member: String?
    @Flag(help: "Print the tables of the guides.") var markdown = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
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
            for key in entry.keys { print("\n  \(key.name): \(key.expected)\n    \(key.help)\n    \(key.presence)") }
        }
    }
}

/// A registry as the list shows it, whatever its members are.
struct Family {
    struct Member: Encodable {
        let kind: String
        let abstract: String
        let keys: [Key]
    }

    struct Key: Encodable {
        let name: String
        let expected: String
        /// Nil where the key must be given.
        let fallback: String?
        let help: String

        init(_ description: KeyDescription) {
            (name, expected, help) = (description.name, description.expected, description.help)
            fallback = description.fallback.map(\.flowYAML)
        }

        var presence: String { fallback.map { $0 == "null" ? "optional" : "default \($0)" } ?? "required" }
    }

    /// As typed: the plural in words joined by hyphens.
    let name: String
    let members: [Member]

    private init(name: String, members: [Member]) { (self.name, self.members) = (name, members) }

    init<Value>(_ registry: Registry<Value>) {
        name = registry.plural.split(separator: " ").joined(separator: "-")
        members = registry.entries.map {
            Member(kind: $0.kind, abstract: $0.abstract, keys: $0.keys.map(Key.init))
        }
    }

    private static var metrics: Family {
        Family(
            name: "metrics", members: RunMetric.all.map { Member(kind: $0.key, abstract: $0.abstract, keys: []) })
    }

    static var all: [Family] {
        [
            Family(selectionPolicies), Family(utilities), Family(solvers), Family(gradientSources), Family(partitions),
            Family(forecasts), Family(dataSources), Family(models), Family(layers), Family(figures), metrics,
        ]
    }

    /// A table of the members, a row for each key below its member.
    func markdown(_ members: [Member]) -> String {
        var lines = ["| kind | key | value | default | |", "|---|---|---|---|---|"]
        func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
        for member in members {
            lines.append("| `\(member.kind)` | | | | \(cell(member.abstract)) |")
            for key in member.keys {
                let fallback = key.fallback.map { $0 == "null" ? "none" : "`\($0)`" } ?? "required"
                lines.append("| | `\(key.name)` | \(cell(key.expected)) | \(cell(fallback)) | \(cell(key.help)) |")
            }
        }
        return lines.joined(separator: "\n")
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
