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
