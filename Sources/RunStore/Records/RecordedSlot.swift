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
        var slots: [RecordedSlot] = []
        var begin = 0
        // Sites of a slot are those that stand beside themselves.
        let sites = rows.prefix { $0.round == rows[0].round }.filter { $0.site == $0.other }.map(\.site)
        let n = sites.count
        while begin < rows.count {
            let round = rows[begin].round
            var slot = (
                footprints: [Double](), shares: [Double](), gram: [Double](repeating: 0, count: n * n),
                error: Double?.none
            )
            for i in 0..<n {
                for j in 0...i {
                    let place = begin + i * (i + 1) / 2 + j
                    guard place < rows.count, rows[place].round == round, rows[place].site == sites[i],
                        rows[place].other == sites[j], (i == j) == (rows[place].footprintGrams != nil),
                        (i == j) == (rows[place].share != nil)
                    else {
                        throw DocumentError(
                            file: path, line: min(place, rows.count - 1) + 2,
                            message: "round \(round): expected the row of \(sites[i]) and \(sites[j])")
                    }
                    (slot.gram[i * n + j], slot.gram[j * n + i]) = (rows[place].product, rows[place].product)
                    if let grams = rows[place].footprintGrams, let share = rows[place].share {
                        slot.footprints.append(grams)
                        slot.shares.append(share)
                        slot.error = rows[place].distanceError
                    }
                }
            }
            begin += n * (n + 1) / 2
            guard n > 0, begin == rows.count || rows[begin].round > round else {
                throw DocumentError(
                    file: path, line: min(begin, rows.count - 1) + 2, keyPath: "round",
                    message: "\(round), expected a later round after all pairs of sites")
            }
            slots.append(
                RecordedSlot(
                    round: round, footprintGrams: slot.footprints, shares: slot.shares, gram: slot.gram,
                    distanceError: slot.error))
        }
        return slots
    }
}
