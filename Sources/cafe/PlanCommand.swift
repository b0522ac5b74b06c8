import ArgumentParser
import Experiments
import Presentation

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what an experiment would emit, before any training.",
        discussion: """
            By site and in total: full participation, and each method that needs no gradients or losses, which \
            makes the same choices here as in the run. Then the budgets that are 10, 25, 50 and 75 % of full \
            participation, and the cheapest and most expensive week of the trace to start in.

            Examples:
              cafe plan Experiments/quickstart/experiment.yaml
              cafe plan Experiments/quickstart/experiment.yaml --figures Results/figures --json
            """)

    @OptionGroup var source: ExperimentOptions
    @Flag(help: "Print JSON.") var json = false
    @Option(
        name: .customLong("figures"),
        help: ArgumentHelp("Draw the plan into this folder; needs gnuplot.", valueName: "folder"), transform: outputPath
    )
    var folder: String?

    func run() throws {
        let plan = try CarbonPlan(try PreparedExperiment(try source.experiment()))
        if let folder {
            let writer = FigureWriter(folder: folder)
            for kind in figures.all((any PlanFigure).self) {
                for path in try writer.write(kind.draw(plan, on: FigureSheet("\(plan.experiment)-\(kind.kind)"))) {
                    printError(path)
                }
            }
        }
        if json {
            try printJSON(plan)
            return
        }
        let text = CarbonPlanTables(plan)
        print(text.head)
        print(text.spending.rendered(on: .standardOutput))
        print(text.budgets.rendered(on: .standardOutput))
        for remark in text.remarks { print(remark) }
    }
}
