import LinearAlgebra

/// Input that a coreset or selection problem cannot be built from, or a problem that a solver cannot take.
public enum CoresetError: Error, Equatable, CustomStringConvertible {
    /// `quantity` has `found` entries where `expected` are needed.
    case wrongCount(quantity: String, found: Int, expected: Int)
    /// Entry `index` of `quantity` is `value`, which is not `requirement`.
    case invalidEntry(quantity: String, index: [Int], value: Double, requirement: String)
    /// d[row, column] and d[column, row] differ.
    case asymmetricDistances(row: Int, column: Int, value: Double, mirrored: Double)
    /// `parameter` of a utility or solver is `value`, which is not `requirement`.
    case invalidParameter(parameter: String, value: Double, requirement: String)
    /// The utility needs inner products, and only distances were given.
    case needsInnerProducts(UtilityKind)
    /// Enumeration over more sites than `limit`.
    case tooManyCandidates(count: Int, limit: Int)

    public var description: String {
        switch self {
        case .wrongCount(let quantity, let found, let expected):
            "\(quantity) has \(found) entries; expected \(expected)"
        case .invalidEntry(let quantity, let index, let value, let requirement):
            "\(quantity)\(index.map { "[\($0)]" }.joined()) is \(value); expected \(requirement)"
        case .asymmetricDistances(let row, let column, let value, let mirrored):
            "distances[\(row)][\(column)] is \(value) but distances[\(column)][\(row)] is \(mirrored); "
                + "expected a symmetric matrix"
        case .invalidParameter(let parameter, let value, let requirement):
            "\(parameter) is \(value); expected \(requirement)"
        case .needsInnerProducts(let kind):
            "\(kind) needs the gradients or their inner products; distances alone do not determine it"
        case .tooManyCandidates(let count, let limit):
            "exhaustive search over \(count) sites would visit 2^\(count) sets; the limit is \(limit) sites, "
                + "use the exact solver or local search"
        }
    }
}
