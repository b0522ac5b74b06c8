import Documents

/// Examples sorted by class and cut into sites × `perSite` equal shards, dealt out at random (McMahan et al. 2017).
public struct ShardsPartition: Partition {
    public static let kind = "shards"
    public static let abstract = "sorted by class, cut into equal shards, dealt out at random"

    /// At least 1.
    public let perSite: Int

    public init(perSite: Int) {
        precondition(perSite >= 1, "\(perSite) shards per site, expected 1 at least")
        self.perSite = perSite
    }

    public init(_ reader: DocumentReader) throws {
        self.init(perSite: try reader.integer("perSite", in: 1...1_000_000, help: "shards of each site"))
    }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        let labels = examples.labels
        let sorted = labels.indices.shuffled(using: &rng).sorted { labels[$0] < labels[$1] }
        let shards = cut(sorted, shares: [Double](repeating: 1, count: examples.siteCount * perSite))
        let dealt = shards.indices.shuffled(using: &rng)
        return (0..<examples.siteCount).map { site in
            dealt[site * perSite..<(site + 1) * perSite].flatMap { shards[$0] }
        }
    }
}
