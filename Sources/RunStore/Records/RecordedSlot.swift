import Documents

/// What a policy saw of the gradients in one round: the rows of `slots.csv` with this round.
public struct RecordedSlot: Sendable, Equatable {
    public let round: Int
    /// What each site would have emitted by taking part alone, in site order [g].
    public let footprintGrams: [Double]
    /// p_n, in site order.
    public let shares: [Double]
    /// Inner products of the sites' gradients, N×N, row by row; symmetric.
    public let gram: [Double]
    /// Relative root mean square error of the distances that `gram` gives, where gradients were projected and few enough to
    /// measure it; else nil.
    public let distanceError: Double?

    public init(
        round: Int, footprintGrams: [Double], shares: [Double], gram: [Double], distanceError: Double? = nil
    ) {
        (self.round, self.footprintGrams, self.shares, self.gram) = (round, footprintGrams, shares, gram)
        self.distanceError = distanceError
    }

    /// A row for each pair of sites: the lower triangle with the diagonal.
    ///
    /// - Parameter sites: names, in site order.
    package func rows(sites: [String]) -> [SlotRow] {
        sites.indices.flatMap { i in
            (0...i).map { j in
                var row = SlotRow()
                (row.round, row.site, row.other, row.product) = (round, sites[i], sites[j], gram[i * sites.count + j])
                if i == j {
                    (row.footprintGrams, row.share) = (footprintGrams[i], shares[i])
                    row.distanceError = distanceError
                }
                return row
            }
        }
    }

    /// The slots of a file.
    ///
    /// - Parameters:
    ///   - rows: all of the file, in its order.
    ///   - path: names the file in errors.
    /// - Throws: `DocumentError` for a round that lacks a pair of sites or has it elsewhere than the other rounds.
    package static func slots(_ rows: [SlotRow], path: String) throws -> [RecordedSlot] {
        guard let first = rows.first else { return [] }
        // Sites of a slot are those that stand beside themselves.
        let sites = rows.prefix { $0.round == first.round }.filter { $0.site == $0.other }.map(\.site)
        let n = sites.count
        let pairs = sites.indices.flatMap { i in (0...i).map { (i, $0) } }
        var slots: [RecordedSlot] = []
        var begin = 0
        while begin < rows.count {
            let round = rows[begin].round
            var gram = [Double](repeating: 0, count: n * n)
            for (place, (i, j)) in zip(begin..., pairs) {
                guard place < rows.count, rows[place].round == round,
                    rows[place].isPair(sites[i], sites[j], isOneSite: i == j)
                else {
                    throw DocumentError(
                        file: path, line: min(place, rows.count - 1) + 2,
                        message: "round \(round): expected the row of \(sites[i]) and \(sites[j])")
                }
                (gram[i * n + j], gram[j * n + i]) = (rows[place].product, rows[place].product)
            }
            let own = rows[begin..<begin + pairs.count].filter { $0.footprintGrams != nil }
            begin += pairs.count
            guard n > 0, begin == rows.count || rows[begin].round > round else {
                throw DocumentError(
                    file: path, line: min(begin, rows.count - 1) + 2, keyPath: "round",
                    message: "\(round), expected a later round after all pairs of sites")
            }
            slots.append(
                RecordedSlot(
                    round: round, footprintGrams: own.compactMap(\.footprintGrams), shares: own.compactMap(\.share),
                    gram: gram, distanceError: own.last?.distanceError))
        }
        return slots
    }
}

extension SlotRow {
    fileprivate func isPair(_ first: String, _ second: String, isOneSite: Bool) -> Bool {
        site == first && other == second && isOneSite == (footprintGrams != nil) && isOneSite == (share != nil)
    }
}
