import Documents
import Reproducibility

/// Each class by its own draw of shares from a symmetric Dirichlet distribution: small `alpha` gives sites few classes, large
/// `alpha` tends to iid (Hsu, Qi, Brown 2019).
public struct DirichletPartition: Partition {
    public static let kind = "dirichlet"
    public static let abstract = "each class by its own Dirichlet draw: small α gives sites few classes"

    /// Above 0.
    public let alpha: Double

    public init(alpha: Double) {
        precondition(alpha > 0, "Dirichlet concentration \(alpha), expected above 0")
        self.alpha = alpha
    }

    public init(_ reader: DocumentReader) throws {
        self.init(alpha: try reader.number("alpha", .positive, help: "α, concentration; small is more unlike"))
    }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        examples.classByClass(using: &rng) { _, rng in rng.dirichlet(alpha, count: examples.siteCount) }
    }
}
