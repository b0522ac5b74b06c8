import Foundation

/// A row per kernel: CPU time of one thread, its share of the product's peak, and the deviation from the reference.
struct Report {
    /// FLOP/s.
    let peak: Double
    private(set) var failures = 0

    init(peak: Double) {
        self.peak = peak
        print(String(format: "matrix product 1024³: %.1f GFLOP/s on one thread", peak * 1e-9))
    }

    /// - Parameters:
    ///   - flops: of the products; 0 leaves the share out.
    ///   - error: largest deviation from a naive reference in Double, relative to the largest number; above 1e-4 is wrong.
    mutating func row(_ name: String, seconds: Double, flops: Int, error: Double) {
        let good = error < 1e-4
        failures += good ? 0 : 1
        print(
            name.padding(toLength: 44, withPad: " ", startingAt: 0) + String(format: "%10.2f µs", seconds * 1e6)
                + (flops > 0
                    ? String(format: "  %5.3f of peak", Double(flops) / seconds / peak)
                    : String(repeating: " ", count: 15))
                + String(format: "  error %.1e", error) + (good ? "" : "  WRONG"))
    }
}
