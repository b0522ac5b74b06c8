import Documents
import Foundation
import LinearAlgebra
import Messages

/// One slot's problem as a JSON object, so that other languages can use the solvers.
///
///     {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, "queue": Q, "penalty_weight": V}
///
/// `gradients` (N×d) may replace `distances`; both are lists of lists, `{"npy": path}`, or in a stream of messages
/// `{"float32": [N, d]}` with the bytes behind the line. f(S) = V·U(S) − Q·Σ_{i∈S} footprint_g[i]/allowance_g. Optional are
/// `utility` and `solver` as in an experiment file, `available` (the sites to choose from), and `budget_g`, which Σ_{i∈S}
/// footprint_g[i] must not exceed. Shares say how sites weigh against each other and are scaled to sum 1. Any other key is an
/// error.
public struct SelectionInstance: Sendable {
    public let objective: SelectionObjective
    /// Grams of each site.
    public let footprintsGrams: [Double]
    /// What may be chosen, ascending; nil for all.
    public let available: [Int]?
    /// H of this set [g]; nil for no limit.
    public let budgetGrams: Double?
    /// Nil where the instance names none.
    public let solver: Solver?

    /// Reads every instance of a JSON or JSON Lines document.
    ///
    /// - Parameter file: names the document in errors.
    /// - Throws: `DocumentError` with the line, the key and the index.
    public static func all(in data: Data, file: String) throws -> [SelectionInstance] {
        var parser = JSONParser(data, file: file, acceptsNonFinite: true)
        var instances: [SelectionInstance] = []
        while !parser.isAtEnd {
            let document = try DocumentReader(try parser.value(), file: file)
            instances.append(try SelectionInstance(MessageReader(document: document)))
        }
        guard !instances.isEmpty else { throw DocumentError(file: file, message: "holds no instance") }
        return instances
    }

    /// - Throws: `DocumentError` with the key.
    public init(_ message: MessageReader) throws {
        let reader = message.document
        let kind: UtilityKind = try reader.member("utility", of: utilities, default: "facilityLocation")
        let shares = try reader.numbers("shares", .atLeast(0))
        let n = shares.count
        let footprints = try reader.numbers("footprint_g", .atLeast(0))
        guard footprints.count == n else {
            throw reader.error("footprint_g", "has \(footprints.count) entries; expected \(n), as many as shares")
        }
        let allowance = try reader.number("allowance_g", .positive)
        let queue = try reader.number("queue", .atLeast(0))
        let weight = try reader.number("penalty_weight", .atLeast(0))
        available = reader.has("available") ? try Self.available(reader, count: n) : nil
        budgetGrams = try reader.optionalNumber("budget_g", .atLeast(0))
        solver = reader.has("solver") ? try reader.member("solver", of: solvers) : nil
        do {
            let utility: SiteUtility
            switch (reader.has("distances"), reader.has("gradients")) {
            case (true, false):
                let distances = try message.array("distances", shape: [n, n], .atLeast(0))
                utility = try SiteUtility(kind, distances: distances.doubles, shares: shares)
            case (false, true):
                let gram = Self.innerProducts(try message.array("gradients", shape: [n, nil]))
                utility = try SiteUtility(kind, gram: gram, shares: shares)
            case (true, true), (false, false):
                throw reader.error("distances", "expected one of the keys distances and gradients")
            }
            try message.finish()
            objective = try SelectionObjective(
                utility: utility, penaltyWeight: weight, costs: footprints.map { queue * $0 / allowance })
        } catch let error as CoresetError {
            throw reader.error("", error.description)
        }
        footprintsGrams = footprints
    }

    /// A set and what is known about it.
    public struct Solution: Sendable {
        /// Ascending.
        public let selected: [Int]
        /// f(S).
        public let objective: Double
        /// U(S).
        public let utility: Double
        /// Nil under a budget, where nothing is proved.
        public let result: SolverResult?
    }

    /// The best set that the solver finds; under a budget as `maximize(_:grams:within:…)` has it.
    ///
    /// - Parameter fallback: for an instance that names no solver.
    public func solve(with fallback: Solver, using rng: inout some RandomNumberGenerator) throws -> Solution {
        let candidates = available ?? Array(footprintsGrams.indices)
        let solver = solver ?? fallback
        guard let budgetGrams else {
            let result = try maximize(objective, candidates: candidates, with: solver, using: &rng)
            return Solution(
                selected: result.selected, objective: result.objective, utility: result.utility, result: result)
        }
        let selected = try maximize(
            objective, grams: footprintsGrams, within: budgetGrams, candidates: candidates, with: solver, using: &rng
        ).sorted()
        return Solution(
            selected: selected, objective: objective.value(of: selected),
            utility: objective.utility.value(of: selected),
            result: nil)
    }

    private static func available(_ reader: DocumentReader, count: Int) throws -> [Int] {
        let sites = try reader.integers("available", atLeast: 0)
        guard Set(sites).count == sites.count, sites.allSatisfy({ $0 < count }) else {
            throw reader.error("available", "\(sites) is not allowed; expected different sites from 0 to \(count - 1)")
        }
        return sites.sorted()
    }

    /// N×N.
    private static func innerProducts(_ gradients: NumberArray) -> [Double] {
        let (n, width) = (gradients.shape[0], gradients.shape[1])
        if case .float32(let rows) = gradients.elements, width > 0 {
            return rows.withUnsafeBufferPointer { gramMatrix(of: MatrixView($0, rows: n, columns: width)) }
        }
        let rows = gradients.doubles
        // Only the lower triangle is summed: half the work, and symmetric to the bit.
        var gram = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                var product = 0.0
                for k in 0..<width { product += rows[i * width + k] * rows[j * width + k] }
                (gram[i * n + j], gram[j * n + i]) = (product, product)
            }
        }
        return gram
    }
}
