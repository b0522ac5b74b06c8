import ArgumentParser
import BenchmarkKit
import Presentation
import SiteSelection

struct BenchSolversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solvers",
        abstract: "How near the optimum the solvers of the slot problem come, and how long they take.",
        discussion: """
            Random problems with facility-location utility, from 10 to 200 sites; the exact solver gives the optimum.

            Examples:
              cafe bench solvers
              cafe bench solvers --figures Results/figures
            """)

    @Option(help: "Random problems of each size.") var problems = 10
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var drawing: DrawingOptions

    func validate() throws {
        guard problems >= 1 else { throw ValidationError("--problems \(problems): expected 1 or more") }
    }

    func run() throws {
        let benchmark = try SolverBenchmark(problems: problems)
        if json {
            try printJSON(benchmark)
        } else {
            print(SolverBenchmarkTable(benchmark).table.rendered(on: .standardOutput), terminator: "")
        }
        try drawing.draw(SolverFigure.kind) { SolverFigure().draw(benchmark, on: $0) }
    }
}
