import ArgumentParser
import Documents
import Foundation
import Reproducibility
import SiteSelection

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Solve one slot's selection problem, or a file of them.",
        discussion: """
            An instance is a JSON object {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, \
            "queue": Q, "penalty_weight": V}; "gradients" (N×d) may replace of "distances", and "utility" may be \
            a utility as in an experiment file (facilityLocation by default). The objective is \
            V·U(S) − Q·Σ footprint_g/allowance_g. A file of several instances, one a line, gives a line each.

            Example: cafe select --instance slot.json --solver exact
            """)

    @Option(help: "The file, or - for standard input.") var instance: String
    @Option(help: "How to solve; see `cafe list solvers`.", completion: .list(solvers.kinds)) var solver = "exact"
    @Option(help: "In which order double greedy visits the sites; index by default.") var order: VisitingOrder?
    @Option(help: "Seed of the randomized choices.") var seed: UInt64 = 0
    @Option(help: "Stochastic greedy samples ⌈√m·ln(1/ε)⌉ of m candidates in each step; 0.1 by default.")
    var epsilon: Double?
    @Option(help: ArgumentHelp("Limit of the exact solver, for each instance.", valueName: "seconds"))
    var timeLimit: Double?

    func validate() throws {
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
        let name = instance == "-" ? "standard input" : instance
        let instances = try SelectionInstance.all(in: data, file: name)
        let choice = try choice()
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

    /// The solver by its name, with the options that it has.
    private func choice() throws -> Solver {
        var settings: [DocumentValue.Entry] = [.init("kind", DocumentValue(.string(solver)))]
        if let order { settings.append(.init("order", DocumentValue(.string(order.rawValue)))) }
        if let epsilon { settings.append(.init("epsilon", DocumentValue(.number(epsilon)))) }
        let reader = try DocumentReader(DocumentValue(.map(settings)), file: "--solver \(solver)")
        let solver = try solvers.read(reader)
        try reader.finish()
        guard case .exact(_, let nodeLimit) = solver else { return solver }
        return .exact(timeLimitSeconds: timeLimit, nodeLimit: nodeLimit)
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
