/// The order in which double greedy decides about the sites; its bounds hold for every order.
public enum VisitingOrder: String, Sendable, Equatable, Codable, CaseIterable {
    case index
    /// Cheapest first; ties by index.
    case cost
    /// A uniformly random permutation.
    case random
}
