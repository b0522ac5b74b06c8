import LinearAlgebra

/// What every row would add to a facility location selection: the part of the greedy algorithm that looks at distances.
///
/// Rows are known by their *place*, an order that an implementation may choose.
protocol FacilityGains {
    /// The largest distance between any two rows: the distance of every row to an empty selection.
    var phantom: Float { get }

    /// The row of a place.
    func row(at place: Int) -> Int

    /// Selects the place with the largest gain (ties to the lower row), not to be returned again.
    ///
    /// - Parameters:
    ///   - current: each place's distance to the selection so far.
    ///   - step: how many were selected before.
    mutating func removeLargest(_ current: [Float], step: Int) -> Int

    /// The distances of one place to all.
    func distances(of place: Int) -> [Float]
}
