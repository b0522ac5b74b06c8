import Documents

/// Whole classes: each to the site that has least so far, the largest class first, so that sizes are as equal as classes
/// allow. Of texts, whole groups of documents, such as the speeches of a speaker. Which site gets which share is drawn.
public struct NaturalPartition: Partition {
    public static let kind = "natural"
    public static let abstract = "whole classes, of texts whole groups of documents, each at one site"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        var members = [[Int]](repeating: [], count: examples.classCount)
        for (row, label) in examples.labels.enumerated() { members[Int(label)].append(row) }
        let largestFirst = members.indices.sorted { (members[$0].count, $1) > (members[$1].count, $0) }
        var sites = [[Int]](repeating: [], count: examples.siteCount)
        for label in largestFirst {
            let site = sites.indices.min { (sites[$0].count, $0) < (sites[$1].count, $1) } ?? 0
            sites[site] += members[label]
        }
        return sites.shuffled(using: &rng)
    }
}
