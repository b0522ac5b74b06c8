import ArgumentParser

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Look at data sets, get them, and see how an experiment deals them out.",
        discussion: "Example: cafe data check digits",
        subcommands: [DataCheckCommand.self, DataFetchCommand.self, DataPartitionCommand.self])
}
