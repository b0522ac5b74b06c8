import ArgumentParser

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine.",
        discussion: "Example: cafe bench training --json",
        subcommands: [
            BenchTrainingCommand.self, BenchSolversCommand.self, BenchSelectionCommand.self,
            BenchCoresetsCommand.self,
        ])
}
