import Foundation
import Reproducibility

extension Double {
    /// The number with a fixed count of decimals and a point, whatever the locale; `–` if it is not finite.
    func formatted(decimals: Int) -> String {
        guard isFinite else { return "–" }
        let text = String(format: "%.\(decimals)f", self)
        // −0.00 would claim a sign that the digits do not show.
        return text.hasPrefix("-") && !text.contains(where: { "123456789".contains($0) })
            ? String(text.dropFirst()) : text
    }
}

/// Without a needless fraction: 1, 0.3, 100.
func shortNumber(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(saturating: value)) : value.description
}

/// `48 s`, `12:05 min` or `3:20 h`.
func duration(_ seconds: Double) -> String {
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let whole = Int(saturating: seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(twoDigits(whole % 60)) min" }
    return "\(whole / 3600):\(twoDigits(whole / 60 % 60)) h"
}
