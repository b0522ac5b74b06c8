import Documents

/// Uniformly at random, equal sizes to within one.
public struct IIDPartition: Partition {
    public static let kind = "iid"
    public static let abstract = "uniformly at random, equal sizes"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        cut(
            examples.labels.indices.shuffled(using: &rng),
            shares: [Double](repeating: 1, count: examples.siteCount))
    }
}
