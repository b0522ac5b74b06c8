/// A selected set of sites and what is known about it.
public struct SolverResult: Sendable, Equatable {
    /// Ascending indices.
    public let selected: [Int]
    /// f(S) = V·U(S) − Σ cost.
    public let objective: Double
    /// U(S).
    public let utility: Double
    /// A proven upper bound of f over the admissible sets; nil where the solver has none.
    public let upperBound: Double?
    /// Whether `selected` is proven to be a maximizer.
    public let isOptimal: Bool
    /// How many sets' utilities were looked at.
    public let evaluations: Int
}
