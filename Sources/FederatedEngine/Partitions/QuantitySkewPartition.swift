import Documents
import Reproducibility

/// iid in classes, sizes by one Dirichlet draw: small `alpha` gives a few large sites.
public struct QuantitySkewPartition: Partition {
    public static let kind = "quantitySkew"
    public static let abstract = "iid in classes, sizes by one Dirichlet draw"

    /// Above 0.
    public let alpha: Double

    public init(alpha: Double) {
        precondition(alpha > 0, "Dirichlet concentration \(alpha), expected above 0")
        self.alpha = alpha
    }

    public init(_ reader: DocumentReader) throws {
        self.init(alpha: try reader.number("alpha", .positive, help: "α, concentration; small gives a few large sites"))
    }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        let shares = rng.dirichlet(alpha, count: examples.siteCount)
        return cut(examples.labels.indices.shuffled(using: &rng), shares: shares)
    }
}
