import ArgumentParser
import Foundation
import Reproducibility
import SiteSelection

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Solve one slot's selection problem, or a file of them.",
        discussion: """
            An instance is a JSON object {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, \
            "queue": Q, "penalty_weight": V}; "gradients" (N×d) may stand in place of "distances", and "utility" may be \
            facility-location (the default), k-center, gradient-matching or expected-descent. The objective is \
            V·U(S) − Q·Σ footprint_g/allowance_g. A file of several instances, one a line, gives a line each.

            Example: cafe select --instance slot.json --solver exact
            """)

    enum SolverName: String, ExpressibleByArgument, CaseIterable {
        case exact, exhaustive
        case doubleGreedy = "double-greedy"
        case randomizedDoubleGreedy = "randomized-double-greedy"
        case greedy
        case lazyGreedy = "lazy-greedy"
        case stochasticGreedy = "stochastic-greedy"
        case localSearch = "local-search"
    }

    @Option(help: "The file, or - for standard input.") var instance: String
    @Option(help: "How to solve.") var solver = SolverName.exact
    @Option(help: "In which order double greedy visits the sites.") var order = VisitingOrder.index
    @Option(help: "Seed of the randomized choices.") var seed: UInt64 = 0
    @Option(help: "Stochastic greedy looks at ⌈√m·ln(1/ε)⌉ of m candidates in each step.") var epsilon = 0.1
    @Option(help: ArgumentHelp("Limit of the exact solver, for each instance.", valueName: "seconds"))
    var timeLimit: Double?

    func validate() throws {
        guard epsilon > 0, epsilon < 1 else {
            throw ValidationError("--epsilon \(epsilon): expected more than 0, below 1")
        }
        if let timeLimit, !(timeLimit >= 0) { throw ValidationError("--time-limit \(timeLimit): expected 0 or more") }
    }

    func run() throws {
        let data: Data
        do {
            data =
                try instance == "-"
                ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: instance))
        } catch {
            throw InputError("\(instance): no such file, or it cannot be read")
        }
        let instances: [SelectionInstance]
        do { instances = try SelectionInstance.all(in: data) } catch let error as SelectionInstanceError {
            throw InputError("\(instance == "-" ? "standard input" : instance): \(error)")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        if instances.count == 1, !instance.hasSuffix(".jsonl") { encoder.outputFormatting.insert(.prettyPrinted) }
        for (number, instance) in instances.enumerated() {
            var rng = RandomStream(seed: seed, "select", number)
            let clock = ContinuousClock()
            let start = clock.now
            let result = try maximize(instance.objective, with: choice, using: &rng)
            let answer = Answer(
                result, carbon: result.selected.reduce(0) { $0 + instance.footprintsGrams[$1] },
                seconds: (clock.now - start) / .seconds(1))
            print(String(decoding: try encoder.encode(answer), as: UTF8.self))
        }
    }

    private var choice: Solver {
        switch solver {
        case .exact: .exact(timeLimitSeconds: timeLimit)
        case .exhaustive: .exhaustive
        case .doubleGreedy: .deterministicDoubleGreedy(order)
        case .randomizedDoubleGreedy: .randomizedDoubleGreedy(order)
        case .greedy: .greedy
        case .lazyGreedy: .lazyGreedy
        case .stochasticGreedy: .stochasticGreedy(epsilon: epsilon)
        case .localSearch: .localSearch
        }
    }

    /// A result as it is written; a bound that the solver does not have is null.
    private struct Answer: Encodable {
        let result: SolverResult
        let carbon: Double
        let seconds: Double

        init(_ result: SolverResult, carbon: Double, seconds: Double) {
            (self.result, self.carbon, self.seconds) = (result, carbon, seconds)
        }

        enum CodingKeys: String, CodingKey {
            case selected, objective, utility, optimal, evaluations, seconds
            case carbon = "carbon_g"
            case upperBound = "upper_bound"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(result.selected, forKey: .selected)
            try container.encode(result.objective, forKey: .objective)
            try container.encode(result.utility, forKey: .utility)
            try container.encode(carbon, forKey: .carbon)
            try container.encode(result.upperBound, forKey: .upperBound)
            try container.encode(result.isOptimal, forKey: .optimal)
            try container.encode(result.evaluations, forKey: .evaluations)
            try container.encode(seconds, forKey: .seconds)
        }
    }
}

extension VisitingOrder: ExpressibleByArgument {}
