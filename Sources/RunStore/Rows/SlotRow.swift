import Documents

/// What a policy saw of the gradients in one round, a row of `slots.csv`: the input of certificates and replays.
///
/// Lists are separated by spaces inside their field. Rounds in which the policy asked for no gradients have no row.
public struct SlotRow: CSVRow, Equatable {
    public var round: Int
    /// What each site would have emitted by taking part alone, in site order [g].
    public var footprintGrams: [Double]
    /// p_n, in site order.
    public var shares: [Double]
    /// Inner products of the sites' gradients, N×N, row by row; symmetric.
    public var gram: [Double]

    /// Relative root mean square error of the distances that `gram` gives, where gradients were projected and few enough to
    /// measure it; else nil.
    public var distanceError: Double?

    public init(
        round: Int, footprintGrams: [Double], shares: [Double], gram: [Double], distanceError: Double? = nil
    ) {
        (self.round, self.footprintGrams, self.shares, self.gram) = (round, footprintGrams, shares, gram)
        self.distanceError = distanceError
    }

    public static let columns = ["round", "footprint_g", "share", "gram_lower", "distance_error"]
    public static let laterColumns = 1

    public var fields: [String] {
        let n = footprintGrams.count
        let lower = (0..<n).flatMap { gram[$0 * n...$0 * n + $0] }
        return [round.description]
            + [footprintGrams, shares, lower].map { $0.map(\.description).joined(separator: " ") } + [
                distanceError.csvField
            ]
    }

    public init(fields: inout CSVFields) throws {
        round = try fields.integer()
        footprintGrams = try fields.doubles()
        let n = footprintGrams.count
        shares = try fields.doubles(count: n)
        let lower = try fields.doubles(count: n * (n + 1) / 2)
        gram = [Double](repeating: 0, count: n * n)
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                (gram[i * n + j], gram[j * n + i]) = (lower[next], lower[next])
                next += 1
            }
        }
        distanceError = try fields.optionalDouble()
    }
}
