import Documents

/// The median of each coordinate over the sites that trained, the mean of the two middle ones for an even number.
///
/// Source: Yin, Chen, Ramchandran, Bartlett, "Byzantine-robust distributed learning: towards optimal statistical rates",
/// ICML 2018. Sites count alike, whatever their data.
public struct CoordinateMedianAggregation: Aggregation {
    public static let kind = "coordinateMedian"
    public static let abstract = "the median of each coordinate: robust against single sites"
    public static let needs: AggregationNeeds = .coordinates

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        addTrimmedMean(of: round.updates, trimming: (round.updates.count - 1) / 2, to: &sum)
        return [Double](repeating: 1 / Double(round.sites.count), count: round.sites.count)
    }
}

/// The mean of each coordinate without its `trimmed` smallest and largest values, added to `sum`.
///
/// - Precondition: something is left, 2·trimmed < count.
func addTrimmedMean(of updates: [SiteUpdate], trimming trimmed: Int, to sum: inout [Float]) {
    precondition(2 * trimmed < updates.count, "\(trimmed) of \(updates.count) values trimmed at each end")
    let kept = trimmed..<updates.count - trimmed
    var values = [Float](repeating: 0, count: updates.count)
    for coordinate in sum.indices {
        for (place, update) in updates.enumerated() { values[place] = update.change[coordinate] }
        values.sort()
        sum[coordinate] += values[kept].reduce(0, +) / Float(kept.count)
    }
}
