import Foundation

/// The smallest of 1, 2, 5 times a power of ten with which an axis up to `top` has at most so many steps.
func ticStep(_ top: Double, atMost count: Int) -> Double {
    guard top > 0, top.isFinite else { return 1 }
    let least = top / Double(count)
    let power = pow(10, floor(log10(least)))
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? 10 * power
}
