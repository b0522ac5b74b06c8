import Documents
import Reproducibility

/// How a data set's examples are dealt out to sites.
public protocol Partition: SelfDescribing, Hashable {
    /// The rows of each site in any order; every row goes to exactly one site, and a site may stay empty.
    func deal(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]]
}

/// What a partition deals out, and to whom.
public struct PartitionExamples: Sendable {
    /// One class in `0..<classCount` per row.
    public let labels: [Int32]
    public let classCount: Int
    /// At least 1.
    public let siteCount: Int
    /// gCO2eq/kWh of each site; empty where they are not known.
    public let meanIntensities: [Double]

    /// - Precondition: the counts agree.
    public init(labels: [Int32], classCount: Int, siteCount: Int, meanIntensities: [Double] = []) {
        precondition(siteCount >= 1, "a partition over \(siteCount) sites")
        precondition(labels.allSatisfy { 0..<Int32(classCount) ~= $0 }, "a label outside 0..<\(classCount)")
        (self.labels, self.classCount, self.siteCount) = (labels, classCount, siteCount)
        self.meanIntensities = meanIntensities
    }

    /// Each class's examples, shuffled, cut by the shares that `shares` gives for the class.
    func classByClass<Generator: RandomNumberGenerator>(
        using rng: inout Generator, shares: (Int, inout Generator) -> [Double]
    ) -> [[Int]] {
        var members = [[Int]](repeating: [], count: classCount)
        for (row, label) in labels.enumerated() { members[Int(label)].append(row) }
        var sites = [[Int]](repeating: [], count: siteCount)
        for label in 0..<classCount {
            members[label].shuffle(using: &rng)
            let pieces = cut(members[label], shares: shares(label, &rng))
            for site in sites.indices { sites[site] += pieces[site] }
        }
        return sites
    }
}

extension Partition {
    /// The rows of each site, ascending; every row goes to exactly one site.
    ///
    /// A site that the draw leaves empty gets one example from the site that has most (lowest index on a tie), so every
    /// site has at least one when there are as many examples as sites. The same stream gives the same result.
    /// - Complexity: O(rows log rows + classes × sites).
    public func assign(_ examples: PartitionExamples, using rng: inout some RandomNumberGenerator) -> [[Int]] {
        var sites = deal(examples, using: &rng)
        fillEmptySites(&sites)
        for site in sites.indices { sites[site].sort() }
        return sites
    }
}

/// All partitions, by the value of `partition.kind`.
public let partitions = Registry<any Partition>(
    "partition", plural: "partitions",
    types: [
        IIDPartition.self, DirichletPartition.self, ShardsPartition.self, QuantitySkewPartition.self,
        CarbonCorrelatedPartition.self, NaturalPartition.self,
    ])

/// Consecutive pieces with ends at n·(cumulative share), rounded; the last at n.
func cut(_ rows: [Int], shares: [Double]) -> [[Int]] {
    let total = shares.reduce(0, +)
    var (start, sum) = (0, 0.0)
    return shares.indices.map { i in
        sum += shares[i]
        let exact = Double(rows.count) * (sum / total)
        let end = i == shares.count - 1 ? rows.count : min(rows.count, max(start, Int(saturating: exact.rounded())))
        defer { start = end }
        return Array(rows[start..<end])
    }
}

private func fillEmptySites(_ sites: inout [[Int]]) {
    for site in sites.indices where sites[site].isEmpty {
        var donor = 0
        for other in sites.indices where sites[other].count > sites[donor].count { donor = other }
        guard sites[donor].count > 1 else { return }
        sites[site].append(sites[donor].removeLast())
    }
}
