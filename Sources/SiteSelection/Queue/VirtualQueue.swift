/// The virtual queue of the carbon budget, in slots' allowances: Q ← max{Q + C/(H/T) − 1, 0}.
///
/// With Q(0) = 0, spending over T slots is at most H + Q(T)·H/T, whatever was selected.
/// Source: Neely, "Stochastic Network Optimization with Application to Communication and Queueing Systems", 2010.
public struct VirtualQueue: Sendable, Equatable, Hashable, Codable {
    /// Q ≥ 0, without unit.
    public private(set) var value: Double

    /// - Parameter initial: Q(0) ≥ 0, finite.
    public init(_ initial: Double = 0) {
        precondition(initial >= 0 && initial.isFinite, "a virtual queue of \(initial)")
        value = initial
    }

    /// Q(t) → Q(t + 1).
    /// - Parameters:
    ///   - spentGrams: C(S_t, t) ≥ 0.
    ///   - allowanceGrams: H/T > 0.
    public mutating func advance(spentGrams: Double, allowanceGrams: Double) {
        precondition(
            spentGrams >= 0 && spentGrams.isFinite && allowanceGrams > 0 && allowanceGrams.isFinite,
            "a slot that spent \(spentGrams) g of an allowance of \(allowanceGrams) g")
        value = max(value + spentGrams / allowanceGrams - 1, 0)
    }

    /// Q/(H/T): what a gram costs in the slot's objective.
    public func pricePerGram(allowanceGrams: Double) -> Double {
        precondition(allowanceGrams > 0, "an allowance of \(allowanceGrams) g")
        return value / allowanceGrams
    }
}
