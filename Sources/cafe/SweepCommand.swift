import ArgumentParser

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Look at the runs that an experiment file asks for.",
        subcommands: [SweepPlanCommand.self])
}
