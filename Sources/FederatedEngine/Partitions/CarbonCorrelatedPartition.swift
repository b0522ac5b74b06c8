import Documents
import Foundation

/// Neighbouring classes live on sites of neighbouring mean carbon intensity, so that the cleanest sites lack classes.
///
/// With sites ranked by intensity at x = (rank + ½)/sites and classes at y = (class + ½)/classes, a class is shared out in
/// proportion to exp(−½((x − y)/spread)²). `spread` > 0: towards 0 each class lives on its nearest site, towards ∞ it is iid.
/// Sites of equal intensity rank by index. Needs the mean intensities.
public struct CarbonCorrelatedPartition: Partition {
    public static let kind = "carbonCorrelated"
    public static let abstract =
        "neighbouring classes on sites of neighbouring intensity: the cleanest sites lack classes"

    /// Above 0.
    public let spread: Double

    public init(spread: Double = 0.15) {
        precondition(spread > 0, "spread \(spread), expected above 0")
        self.spread = spread
    }

    public init(_ reader: DocumentReader) throws {
        // A spread beyond these is the same as at them: one site a class, or all sites alike.
        self.init(
            spread: try reader.number(
                "spread", .within(0.0001...1_000_000), default: 0.15, help: "width over the ranks; large tends to iid"))
    }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        let (siteCount, intensities) = (examples.siteCount, examples.meanIntensities)
        precondition(intensities.count == siteCount, "\(intensities.count) mean intensities for \(siteCount) sites")
        let ranked = (0..<siteCount).sorted { (intensities[$0], $0) < (intensities[$1], $1) }
        return examples.classByClass(using: &rng) { label, _ in
            let y = (Double(label) + 0.5) / Double(examples.classCount)
            let exponents = (0..<siteCount).map { rank in
                let z = ((Double(rank) + 0.5) / Double(siteCount) - y) / spread
                return -0.5 * z * z
            }
            let top = exponents.max() ?? 0
            var shares = [Double](repeating: 0, count: siteCount)
            for (rank, site) in ranked.enumerated() { shares[site] = exp(exponents[rank] - top) }
            return shares
        }
    }
}
