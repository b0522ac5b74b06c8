import ArgumentParser
import BenchmarkKit
import Foundation

struct BenchCoresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coresets",
        abstract: "Time of coresets and selection solvers, each with its answer checked.",
        discussion: """
            k-center, facility location and gradient matching on standard normal rows; double greedy on 10,000 sites; the \
            exact solver on 20 slots of 100 sites with the gradients of a multilayer perceptron on the digits. A failed \
            check ends with exit code 1.

            Example: cafe bench coresets --json
            """)

    @Option(help: "Threads (default: all cores).") var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard 1...1024 ~= threads else { throw ValidationError("--threads \(threads): expected 1 to 1024") }
    }

    func run() throws {
        let benchmark = try CoresetBenchmark(threads: threads, slots: GradientSlots.digits(sites: 100, slots: 20))
        let cases = benchmark.cases.sorted { $0.key < $1.key }
        if json {
            try printJSON(benchmark)
        } else {
            for (name, result) in cases {
                print(
                    name.padding(toLength: 26, withPad: " ", startingAt: 0)
                        + result.size.padding(toLength: 26, withPad: " ", startingAt: 0)
                        + String(format: "%9.4f s  objective %.6g", result.seconds, result.objective)
                        + (result.correct ? "" : "  WRONG"))
            }
        }
        if let wrong = cases.first(where: { !$0.value.correct }) {
            printError("\(wrong.key): the answer failed its check")
            throw ExitCode.failure
        }
    }
}
