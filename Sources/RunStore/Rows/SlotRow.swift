import Documents

/// What a policy saw of the gradients in one round, a row of `slots.csv`: the input of certificates and replays.
///
/// Lists are separated by spaces inside their field. Rounds in which the policy asked for no gradients have no row.
public struct SlotRow: CSVRow, Equatable {
    public var round = 0
    /// What each site would have emitted by taking part alone, in site order [g].
    public var footprintGrams = [Double]()
    /// p_n, in site order.
    public var shares = [Double]()
    /// Inner products of the sites' gradients, N×N, row by row; symmetric.
    public var gram = [Double]()

    /// Relative root mean square error of the distances that `gram` gives, where gradients were projected and few enough to
    /// measure it; else nil.
    public var distanceError: Double?

    public init(
        round: Int, footprintGrams: [Double], shares: [Double], gram: [Double], distanceError: Double? = nil
    ) {
        (self.round, self.footprintGrams, self.shares, self.gram) = (round, footprintGrams, shares, gram)
        self.distanceError = distanceError
    }

    public init() {}

    public static let columns: [CSVColumn<SlotRow>] = [
        .init("round", \.round, "from 0"),
        .init("footprint_g", \.footprintGrams, "of each site if it trained alone, in site order [g]"),
        .init("share", "p_n, in site order") {
            $0.shares.csvText
        } read: { text, row in
            guard let shares = [Double](csvText: text), shares.count == row.footprintGrams.count else {
                return "\(row.footprintGrams.count) finite numbers"
            }
            row.shares = shares
            return nil
        },
        .init("gram_lower", "inner products of the gradients: lower triangle with the diagonal, row by row") {
            $0.lowerTriangle.csvText
        } read: { text, row in
            let n = row.footprintGrams.count
            guard let lower = [Double](csvText: text), lower.count == n * (n + 1) / 2 else {
                return "\(n * (n + 1) / 2) finite numbers"
            }
            row.gram = symmetric(lower, count: n)
            return nil
        },
        .init("distance_error", \.distanceError, "of projected gradients, relative; else empty"),
    ]
    public static let laterColumns = 1

    private var lowerTriangle: [Double] {
        let n = footprintGrams.count
        return (0..<n).flatMap { gram[$0 * n...$0 * n + $0] }
    }

    private static func symmetric(_ lower: [Double], count n: Int) -> [Double] {
        var gram = [Double](repeating: 0, count: n * n)
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                (gram[i * n + j], gram[j * n + i]) = (lower[next], lower[next])
                next += 1
            }
        }
        return gram
    }
}
