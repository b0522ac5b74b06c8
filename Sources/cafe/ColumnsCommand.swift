import ArgumentParser
import Presentation

struct ColumnsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "columns",
        abstract: "Say what the columns of the CSV files of a run hold.",
        discussion: "Example: cafe columns rounds.csv")

    @Argument(help: "Which file; all by default.", completion: .list(CSVFile.all.map(\.name))) var file: String?

    func run() throws {
        let files =
            try file.map { name in
                guard let found = CSVFile.all.first(where: { $0.name == name }) else {
                    throw UnknownWord(name, "file", among: CSVFile.all.map(\.name))
                }
                return [found]
            } ?? CSVFile.all
        print(files.map { $0.rendered(on: .standardOutput) }.joined(separator: "\n"), terminator: "")
    }
}
