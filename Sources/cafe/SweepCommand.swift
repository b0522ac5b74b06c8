import ArgumentParser

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Look at the runs that an experiment file asks for.",
        discussion: "Example: cafe sweep plan Experiments/budget/experiment.yaml",
        subcommands: [SweepPlanCommand.self])
}
