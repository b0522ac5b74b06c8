import Analysis
import ArgumentParser

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two folders of results: do the same runs have the same bits?",
        discussion: """
            Compares two runs, experiments, sweeps or whole results folders, run by run: rounds.csv, sites.csv, slots.csv \
            and model.npy byte by byte, manifest.json and summary.json by value without times and environment. Prints \
            the first difference of each file. The exit code is 0 if all is equal, 1 if anything differs and 2 if a \
            folder cannot be read.

            Example: cafe diff Results/quickstart Other/quickstart
            """)

    @Argument(help: "A run, an experiment, a sweep or a results folder.") var first: String
    @Argument(help: "What it is compared with.") var second: String

    func run() throws {
        let comparison: ResultComparison
        do {
            comparison = try ResultComparison(first, second)
        } catch {
            printError("Error: \(AdvisedError(error)?.description ?? "\(error)")")
            throw ExitCode(2)
        }
        for difference in comparison.differences { print(difference) }
        let runs = "\(comparison.runs) \(comparison.runs == 1 ? "run" : "runs")"
        guard comparison.differences.isEmpty else {
            printError("\(comparison.differences.count) differences; \(runs) in both")
            throw ExitCode(1)
        }
        print("\(runs), all equal")
    }
}
