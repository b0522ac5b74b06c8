import Documents
import RunStore

/// A CSV file of a run and what its columns hold, as the types of its rows declare them.
public struct CSVFile: Sendable {
    public let name: String
    public let abstract: String
    let columns: [(name: String, help: String)]

    private init<Row: CSVRow>(_ name: String, _ abstract: String, _ row: Row.Type) {
        (self.name, self.abstract) = (name, abstract)
        columns = row.columns.map { ($0.name, $0.help) }
    }

    public static let all = [
        CSVFile("rounds.csv", "a row for each round", RoundRow.self),
        CSVFile("sites.csv", "a row for each site in each round", SiteRow.self),
        CSVFile(
            "slots.csv",
            "what the policy saw of the gradients, a row for each pair of sites in each round in which it asked for them",
            SlotRow.self),
    ]

    /// Name and meaning, below each other where a line has no room for both.
    public func rendered(on terminal: Terminal) -> String {
        let width = columns.map(\.name.count).max() ?? 0
        let lines = columns.flatMap { column -> [String] in
            let help = column.help.wrapped(to: max(20, terminal.width - width - 4))
            return help.enumerated().map { line, text in
                let head = line == 0 ? column.name : ""
                return "  " + head + String(repeating: " ", count: width - head.count) + "  " + text
            }
        }
        return ("\(name): \(abstract)".wrapped(to: terminal.width) + lines).map { $0 + "\n" }.joined()
    }

    var markdown: String {
        (["| `\(name)` | \(abstract) |", "|---|---|"]
            + columns.map { "| `\($0.name)` | \($0.help.replacing("|", with: "\\|")) |" })
            .joined(separator: "\n")
    }
}
