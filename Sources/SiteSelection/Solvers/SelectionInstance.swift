import Documents
import Foundation
import LinearAlgebra

/// One slot's problem as a JSON object, so that other languages can use the solvers.
///
///     {"distances": N×N, "shares": [N], "footprint_g": [N], "allowance_g": a, "queue": Q, "penalty_weight": V,
///      "utility": "facilityLocation"}
///
/// `gradients` (N×d) may replace `distances`; `utility` is a member of
/// `utilities` as in an experiment file, facilityLocation if left out; gradientMatching and expectedDescent need gradients. f(S) = V·U(S) − Q·Σ_{i∈S} footprint_g[i] /
/// allowance_g; shares are scaled to sum 1. Any other key is an error.
public struct SelectionInstance: Sendable {
    public let objective: SelectionObjective
    /// Grams of each site.
    public let footprintsGrams: [Double]

    /// Reads every instance of a JSON or JSON Lines document.
    ///
    /// - Parameter file: names the document in errors.
    /// - Throws: `DocumentError` with the line, the key and the index.
    public static func all(in data: Data, file: String) throws -> [SelectionInstance] {
        var parser = JSONParser(data, file: file, acceptsNonFinite: true)
        var instances: [SelectionInstance] = []
        while !parser.isAtEnd {
            let value = try parser.value()
            do {
                instances.append(try SelectionInstance(DocumentReader(value, file: file)))
            } catch let error as CoresetError {
                throw DocumentError(file: file, line: value.line, message: error.description)
            }
        }
        guard !instances.isEmpty else { throw DocumentError(file: file, message: "holds no instance") }
        return instances
    }

    private init(_ reader: DocumentReader) throws {
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
        let utility: SiteUtility
        switch (reader.has("distances"), reader.has("gradients")) {
        case (true, false):
            let distances = try reader.matrix("distances", .atLeast(0), rows: n, columns: n)
            utility = try SiteUtility(kind, distances: distances.flatMap { $0 }, shares: shares)
        case (false, true):
            let gradients = try reader.matrix("gradients", .any, rows: n)
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
        case (true, true), (false, false):
            throw reader.error("distances", "expected one of the keys distances and gradients")
        }
        try reader.finish()
        objective = try SelectionObjective(
            utility: utility, penaltyWeight: weight, costs: footprints.map { queue * $0 / allowance })
        footprintsGrams = footprints
    }
}
