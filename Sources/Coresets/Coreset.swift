/// A few rows that stand for all, with their weights.
public struct Coreset: Sendable, Equatable {
    /// Rows in the order of their selection.
    public var indices: [Int]
    /// ≥ 0, in the order of `indices`; what they sum to is said where the coreset is made.
    public var weights: [Double]
    /// The objective after each selection.
    public var objective: [Double]

    public init(indices: [Int], weights: [Double], objective: [Double]) {
        (self.indices, self.weights, self.objective) = (indices, weights, objective)
    }
}
