import ArgumentParser
import Documents
import Foundation
import Messages
import Reproducibility
import SiteSelection

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Solve one slot's selection problem, or a file of them.",
        discussion: """
            An instance is a JSON object {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, \
            "queue": Q, "penalty_weight": V}. "gradients" (N×d) may replace "distances"; both may be \
            {"npy": "FILE.npy"}. "utility" and "solver" may be as in an experiment file, "available" the sites to \
            choose from, "budget_g" what the set may emit; shares are scaled to sum 1. The objective is \
            V·U(S) − Q·Σ footprint_g/allowance_g. A file of several instances, one a line, gives a line each. \
            Standard input is answered line by line as it comes; there numbers may also follow their line as bytes, \
            see Guides/protocol.md.

            Example: cafe select --instance slot.json --solver exact
            """)

    @Option(help: "The file, or - for standard input, an instance a line.") var instance: String
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
        if instance == "-" { return try answerStream() }
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: instance)) } catch {
            throw InputError("\(instance): no such file, or it cannot be read")
        }
        let instances = try SelectionInstance.all(in: data, file: instance)
        let choice = try choice()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        if instances.count == 1, !instance.hasSuffix(".jsonl") { encoder.outputFormatting.insert(.prettyPrinted) }
        for (number, instance) in instances.enumerated() {
            let answer = try Answer(to: instance, number, choice, seed: seed)
            print(String(decoding: try encoder.encode(answer), as: UTF8.self))
        }
    }

    /// Answers each line of standard input as it comes, a faulty one with an error; status 1 at the end if there was one.
    private func answerStream() throws {
        let choice = try choice()
        // A reader that is gone is an error with words rather than a signal.
        signal(SIGPIPE, SIG_IGN)
        let channel = MessageChannel(input: STDIN_FILENO, output: STDOUT_FILENO, peer: "standard input")
        let ever = Duration.seconds(1_000_000_000)
        var (number, faults) = (0, 0)
        while true {
            do {
                guard let message = try channel.receive(within: ever) else { break }
                let reader = try message.reader()
                let answer: Answer
                do { answer = try Answer(to: SelectionInstance(reader), number, choice, seed: seed) } catch let error
                    as CoresetError
                {
                    throw FaultyMessage(reader.document.error("solver", error.description))
                } catch let error as DocumentError { throw FaultyMessage(error) }
                try channel.send(answer.message, within: ever)
            } catch let fault as FaultyMessage {
                faults += 1
                try channel.send(fault.answer, within: ever)
            }
            number += 1
        }
        guard number > 0 else { throw InputError("standard input: holds no instance") }
        guard faults == 0 else { throw InputError("\(faults) of \(number) instances are faulty; see their answers") }
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

    /// A result as it is written; what the solver does not know is null.
    private struct Answer: Encodable {
        let solution: SelectionInstance.Solution
        let carbon: Double
        let seconds: Double

        init(to instance: SelectionInstance, _ number: Int, _ solver: Solver, seed: UInt64) throws {
            var rng = RandomStream(seed: seed, "select", number)
            let start = ContinuousClock.now
            solution = try instance.solve(with: solver, using: &rng)
            carbon = solution.selected.reduce(0) { $0 + instance.footprintsGrams[$1] }
            seconds = (ContinuousClock.now - start) / .seconds(1)
        }

        enum CodingKeys: String, CodingKey {
            case selected, objective, utility, optimal, evaluations, seconds
            case carbon = "carbon_g"
            case upperBound = "upper_bound"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(solution.selected, forKey: .selected)
            try container.encode(solution.objective, forKey: .objective)
            try container.encode(solution.utility, forKey: .utility)
            try container.encode(carbon, forKey: .carbon)
            try container.encode(solution.result?.upperBound, forKey: .upperBound)
            try container.encode(solution.result?.isOptimal ?? false, forKey: .optimal)
            try container.encode(solution.result?.evaluations, forKey: .evaluations)
            try container.encode(seconds, forKey: .seconds)
        }

        var message: Message {
            func number(_ value: Double?) -> DocumentValue {
                value.map { DocumentValue(.number($0)) } ?? DocumentValue(.null)
            }
            var message = Message("selection")
            message.add("selected", solution.selected)
            message.add("objective", solution.objective)
            message.add("utility", solution.utility)
            message.add("carbon_g", carbon)
            message.add("upper_bound", number(solution.result?.upperBound))
            message.add("optimal", DocumentValue(.bool(solution.result?.isOptimal ?? false)))
            let evaluations = solution.result.map { DocumentValue(.integer($0.evaluations)) }
            message.add("evaluations", evaluations ?? DocumentValue(.null))
            message.add("seconds", seconds)
            return message
        }
    }
}

extension VisitingOrder: ExpressibleByArgument {}
