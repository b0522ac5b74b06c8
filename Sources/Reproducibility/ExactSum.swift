/// A sum of doubles without rounding error until it is read: the same numbers give the same bits in any order.
///
/// Holds the exact sum as a few doubles that do not overlap, and rounds once, to nearest even, when `value` is asked. An
/// integer count of nanograms would be order-free too, but would round every entry and end at a fixed range.
/// Complexity: a handful of additions per term (the expansion of carbon entries has one to four parts).
/// Source: Shewchuk, "Adaptive precision floating-point arithmetic", 1997; the rounding as in Python's `math.fsum`.
public struct ExactSum: Sendable, Codable {
    /// Non-overlapping, of increasing magnitude; their exact sum is the sum of all terms.
    private var parts: [Double] = []

    public init() {}

    /// - Precondition: `term` is finite, and the sum stays below the largest double.
    public mutating func add(_ term: Double) {
        precondition(term.isFinite, "a sum with the term \(term)")
        guard term != 0 else { return }  // most sites of a round: nothing to carry
        var x = term
        var kept = 0
        for part in parts {
            let (large, small) = abs(x) < abs(part) ? (part, x) : (x, part)
            let high = large + small
            let low = small - (high - large)  // large + small = high + low, exactly
            if low != 0 {
                parts[kept] = low
                kept += 1
            }
            x = high
        }
        parts.removeSubrange(kept...)
        if x != 0 { parts.append(x) }
    }

    /// The exact sum, rounded once; 0 for no terms.
    public var value: Double {
        guard var high = parts.last else { return 0 }
        var low = 0.0
        var n = parts.count - 1
        while n > 0 {
            let x = high
            n -= 1
            let y = parts[n]
            high = x + y
            low = y - (high - x)
            if low != 0 { break }
        }
        // Halfway cases: the parts below decide in which direction to round.
        if n > 0, (low < 0 && parts[n - 1] < 0) || (low > 0 && parts[n - 1] > 0) {
            let doubled = low * 2
            let rounded = high + doubled
            if doubled == rounded - high { high = rounded }
        }
        return high
    }
}

extension ExactSum: Equatable {
    /// Equal if the rounded sums are; the parts may depend on the order of the terms.
    public static func == (a: ExactSum, b: ExactSum) -> Bool { a.value == b.value }
}
