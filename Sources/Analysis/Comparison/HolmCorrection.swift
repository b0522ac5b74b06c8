/// p-values of several tests, adjusted so that the chance of any false finding among them stays below the level.
///
/// Holm's step-down: the k-th smallest of m is multiplied by m − k + 1, and none falls below a smaller one's.
/// Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
package func holmAdjusted(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var largest = 0.0
    for (rank, index) in pValues.indices.sorted(by: { (pValues[$0], $0) < (pValues[$1], $1) }).enumerated() {
        largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
        adjusted[index] = largest
    }
    return adjusted
}
