import Reproducibility

extension [Double] {
    /// The q-quantile with linear interpolation between the order statistics (definition 7 of Hyndman and Fan, 1996).
    ///
    /// q = 0 is the minimum, q = 1 the maximum.
    /// - Precondition: not empty, 0 ≤ q ≤ 1.
    func quantile(_ q: Double) -> Double {
        precondition(!isEmpty && 0...1 ~= q, "quantile \(q) of \(count) numbers")
        let ordered = sorted()
        let position = q * Double(count - 1)
        let below = Int(saturating: position)
        let above = Swift.min(below + 1, count - 1)
        return ordered[below] + (position - Double(below)) * (ordered[above] - ordered[below])
    }
}
