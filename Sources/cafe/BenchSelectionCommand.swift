import ArgumentParser
import BenchmarkKit
import Presentation

struct BenchSelectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selection",
        abstract: "How long choosing among many sites takes, without training them.",
        discussion: """
            Random gradients of the size of softmax regression on digits; a hundredth of the sites changes between rounds. \
            First the default of `policy: cafe`, an index of each site by itself, with a quarter of the carbon of full \
            participation; then, up to \(SelectionBenchmark.pairLimit) sites, `variant: paced`, which compares all pairs and \
            chooses about a hundredth. A power of 1 is time in proportion to the sites. Ten thousand sites take some 2 GB, a \
            million 3 GB.

            Example: cafe bench selection --sites 1000,10000,100000,1000000
            """)

    @Option(help: "Numbers of sites, ascending, separated by commas.")
    var sites = CommaSeparated([100, 300, 1000, 3000])
    @Option(help: "Rounds that are timed.") var rounds = 5
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard sites.values.allSatisfy({ $0 >= 1 }) else {
            throw ValidationError("--sites: expected numbers of 1 or more")
        }
        guard rounds >= 1 else { throw ValidationError("--rounds \(rounds): expected 1 or more") }
    }

    func run() throws {
        let benchmark = try SelectionBenchmark(sizes: sites.values, rounds: rounds)
        if json {
            try printJSON(benchmark)
        } else {
            print(SelectionBenchmarkTable(benchmark).table.rendered(on: .standardOutput), terminator: "")
        }
    }
}
