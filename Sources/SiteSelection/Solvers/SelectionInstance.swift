import Foundation
import LinearAlgebra

/// One slot's problem as a JSON object, so that other languages can use the solvers.
///
///     {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, "queue": Q, "penalty_weight": V,
///      "utility": "facility-location"}
///
/// `gradients` (N×d) may stand in place of `distances`; `utility` is facility-location, k-center, gradient-matching or
/// expected-descent, the first if left out, and the last two need gradients. f(S) = V·U(S) − Q·Σ_{i∈S} footprint_g[i] /
/// allowance_g; shares are scaled to sum 1. Any other key is an error.
public struct SelectionInstance: Sendable {
    public let objective: SelectionObjective
    /// Grams of each site.
    public let footprintsGrams: [Double]

    /// Reads every instance of a JSON or JSON Lines document.
    ///
    /// - Throws: `SelectionInstanceError` with the line on which the instance begins, the key and the index.
    public static func all(in data: Data) throws -> [SelectionInstance] {
        var reader = JSONReader(data)
        var instances: [SelectionInstance] = []
        do {
            while let (value, line) = try reader.next() {
                do {
                    instances.append(try SelectionInstance(value))
                } catch let error as SelectionInstanceError {
                    throw error.at(line: line)
                } catch let error as CoresetError {
                    throw SelectionInstanceError(line: line, problem: error.description)
                }
            }
        } catch let error as JSONReader.SyntaxError {
            throw SelectionInstanceError(line: error.line, problem: "malformed JSON: expected \(error.expected)")
        }
        guard !instances.isEmpty else { throw SelectionInstanceError(line: 1, problem: "no instance") }
        return instances
    }

    private init(_ value: InstanceJSON) throws {
        let fields = try InstanceFields(value)
        let name = try fields.string("utility") ?? "facility-location"
        guard let kind = Self.kinds[name] else {
            throw SelectionInstanceError(
                problem: "utility is \"\(name)\"; expected \(Self.kinds.keys.sorted().joined(separator: ", "))")
        }
        let shares = try fields.numbers("shares")
        let n = shares.count
        let footprints = try fields.numbers("footprint_g", count: n)
        let allowance = try fields.number("allowance_g")
        guard allowance > 0 else { throw SelectionInstanceError("allowance_g", allowance, "a number above 0") }
        let queue = try fields.number("queue")
        let weight = try fields.number("penalty_weight")
        let utility: SiteUtility
        switch (fields.contains("distances"), fields.contains("gradients")) {
        case (true, false):
            let distances = try fields.matrix("distances", rows: n, columns: n)
            utility = try SiteUtility(kind, distances: distances.flatMap { $0 }, shares: shares)
        case (false, true):
            let gradients = try fields.matrix("gradients", rows: n, columns: nil, mayBeNegative: true)
            // Only the upper triangle is summed: half the work, and symmetric to the bit.
            var gram = [Double](repeating: 0, count: n * n)
            for i in 0..<n {
                for j in 0...i {
                    var product = 0.0
                    for (a, b) in zip(gradients[i], gradients[j]) { product += a * b }
                    gram[i * n + j] = product
                    gram[j * n + i] = product
                }
            }
            utility = try SiteUtility(kind, gram: gram, shares: shares)
        default:
            throw SelectionInstanceError(problem: "expected one of the keys distances and gradients")
        }
        objective = try SelectionObjective(
            utility: utility, penaltyWeight: weight, costs: footprints.map { queue * $0 / allowance })
        footprintsGrams = footprints
    }

    private static let kinds: [String: UtilityKind] = [
        "facility-location": .facilityLocation, "k-center": .kCenter, "gradient-matching": .gradientMatching(),
        "expected-descent": .expectedDescent(),
    ]
}

/// What is wrong with an instance: on which line it begins, which key, which index, and what was expected.
public struct SelectionInstanceError: Error, Equatable, CustomStringConvertible {
    public let line: Int
    public let problem: String

    init(line: Int = 1, problem: String) { (self.line, self.problem) = (line, problem) }

    init(_ key: String, _ value: Double, _ expected: String) {
        self.init(problem: "\(key) is \(value); expected \(expected)")
    }

    func at(line: Int) -> SelectionInstanceError { SelectionInstanceError(line: line, problem: problem) }

    public var description: String { "instance at line \(line): \(problem)" }
}

/// The keys of an instance, each checked as it is asked for.
private struct InstanceFields {
    private var values: [String: InstanceJSON] = [:]

    private static let known: Set<String> = [
        "distances", "gradients", "shares", "footprint_g", "allowance_g", "queue", "penalty_weight", "utility",
    ]

    init(_ value: InstanceJSON) throws {
        guard case .object(let members) = value else {
            throw SelectionInstanceError(problem: "not an object; expected {\"distances\": …, \"shares\": …, …}")
        }
        for (key, value) in members {
            guard Self.known.contains(key) else {
                throw SelectionInstanceError(
                    problem: "unknown key \"\(key)\"; expected \(Self.known.sorted().joined(separator: ", "))")
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw SelectionInstanceError(problem: "key \"\(key)\" is given twice")
            }
        }
    }

    func contains(_ key: String) -> Bool { values[key] != nil }

    func string(_ key: String) throws -> String? {
        guard let value = values[key] else { return nil }
        guard case .string(let text) = value else { throw SelectionInstanceError(problem: "\(key) is not a string") }
        return text
    }

    func number(_ key: String) throws -> Double { try number(try value(key), at: key) }

    func numbers(_ key: String, count: Int? = nil, mayBeNegative: Bool = false) throws -> [Double] {
        try numbers(try value(key), at: key, count: count, mayBeNegative: mayBeNegative)
    }

    func matrix(_ key: String, rows: Int, columns: Int?, mayBeNegative: Bool = false) throws -> [[Double]] {
        guard case .array(let elements) = try value(key) else {
            throw SelectionInstanceError(problem: "\(key) is not an array of arrays of numbers")
        }
        guard elements.count == rows else {
            throw SelectionInstanceError(
                problem: "\(key) has \(elements.count) rows; expected \(rows), one for each of shares")
        }
        var width = columns
        return try elements.enumerated().map { i, row in
            let row = try numbers(row, at: "\(key)[\(i)]", count: width, mayBeNegative: mayBeNegative)
            width = row.count
            return row
        }
    }

    private func value(_ key: String) throws -> InstanceJSON {
        guard let value = values[key] else { throw SelectionInstanceError(problem: "key \"\(key)\" is missing") }
        return value
    }

    private func numbers(_ value: InstanceJSON, at path: String, count: Int?, mayBeNegative: Bool) throws -> [Double] {
        guard case .array(let elements) = value else {
            throw SelectionInstanceError(problem: "\(path) is not an array of numbers")
        }
        if let count, elements.count != count {
            throw SelectionInstanceError(problem: "\(path) has \(elements.count) entries; expected \(count)")
        }
        return try elements.enumerated().map { i, element in
            try number(element, at: "\(path)[\(i)]", mayBeNegative: mayBeNegative)
        }
    }

    private func number(_ value: InstanceJSON, at path: String, mayBeNegative: Bool = false) throws -> Double {
        guard case .number(let number) = value else {
            throw SelectionInstanceError(problem: "\(path) is not a number")
        }
        guard number.isFinite, mayBeNegative || number >= 0 else {
            throw SelectionInstanceError(path, number, mayBeNegative ? "a finite number" : "a finite number ≥ 0")
        }
        return number
    }
}
