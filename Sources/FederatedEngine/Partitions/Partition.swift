import Foundation
import Reproducibility
import SiteSelection

/// How a data set's examples are dealt out to sites.
public enum Partition: Sendable, Hashable {
    /// Uniformly at random, equal sizes to within one.
    case iid
    /// Each class by its own draw of shares from a symmetric Dirichlet distribution: small `alpha` > 0 gives sites few
    /// classes, large `alpha` tends to iid (Hsu, Qi, Brown 2019).
    case dirichlet(alpha: Double)
    /// Examples sorted by class and cut into sites × `perSite` equal shards, dealt out at random (McMahan et al. 2017).
    case shards(perSite: Int)
    /// iid in classes, sizes by one Dirichlet draw: small `alpha` > 0 gives a few large sites.
    case quantitySkew(alpha: Double)
    /// Neighbouring classes live on sites of neighbouring mean carbon intensity, so that the cleanest sites lack classes.
    ///
    /// With sites ranked by intensity at x = (rank + ½)/sites and classes at y = (class + ½)/classes, a class is shared out
    /// in proportion to exp(−½((x − y)/spread)²). `spread` > 0: towards 0 each class lives on its nearest site, towards ∞
    /// it is iid. Sites of equal intensity rank by index.
    case carbonCorrelated(spread: Double)
}

extension Partition {
    /// The rows of each site, ascending; every row goes to exactly one site.
    ///
    /// A site that the draw leaves empty gets one example from the site that has most (lowest index on a tie), so every
    /// site has at least one when there are as many examples as sites. The same stream gives the same result.
    /// - Parameters:
    ///   - labels: one class in `0..<classCount` per row.
    ///   - siteCount: at least 1.
    ///   - meanIntensities: gCO2eq/kWh of each site; needed by `carbonCorrelated` only.
    /// - Precondition: the settings are in their range and the counts agree.
    /// - Complexity: O(rows log rows + classes × sites).
    public func assign(
        labels: [Int32], classCount: Int, siteCount: Int, meanIntensities: [Double] = [],
        using rng: inout some RandomNumberGenerator
    ) -> [[Int]] {
        precondition(siteCount >= 1, "a partition over \(siteCount) sites")
        precondition(labels.allSatisfy { 0..<Int32(classCount) ~= $0 }, "a label outside 0..<\(classCount)")
        var sites: [[Int]]
        switch self {
        case .iid:
            sites = Self.cut(
                labels.indices.shuffled(using: &rng), shares: [Double](repeating: 1, count: siteCount))
        case .quantitySkew(let alpha):
            precondition(alpha > 0, "Dirichlet concentration \(alpha), expected above 0")
            let shares = rng.dirichlet(alpha, count: siteCount)
            sites = Self.cut(labels.indices.shuffled(using: &rng), shares: shares)
        case .dirichlet(let alpha):
            precondition(alpha > 0, "Dirichlet concentration \(alpha), expected above 0")
            sites = Self.classByClass(labels, classCount, siteCount, using: &rng) { _, rng in
                rng.dirichlet(alpha, count: siteCount)
            }
        case .shards(let perSite):
            precondition(perSite >= 1, "\(perSite) shards per site, expected 1 at least")
            let sorted = labels.indices.shuffled(using: &rng).sorted { labels[$0] < labels[$1] }
            let shards = Self.cut(sorted, shares: [Double](repeating: 1, count: siteCount * perSite))
            let dealt = shards.indices.shuffled(using: &rng)
            sites = (0..<siteCount).map { site in
                dealt[site * perSite..<(site + 1) * perSite].flatMap { shards[$0] }
            }
        case .carbonCorrelated(let spread):
            precondition(spread > 0, "spread \(spread), expected above 0")
            precondition(
                meanIntensities.count == siteCount, "\(meanIntensities.count) mean intensities for \(siteCount) sites")
            let ranked = (0..<siteCount).sorted { (meanIntensities[$0], $0) < (meanIntensities[$1], $1) }
            sites = Self.classByClass(labels, classCount, siteCount, using: &rng) { label, _ in
                let y = (Double(label) + 0.5) / Double(classCount)
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
        Self.fillEmptySites(&sites)
        for site in sites.indices { sites[site].sort() }
        return sites
    }

    /// Each class's examples, shuffled, cut by the shares that `shares` gives for the class.
    private static func classByClass<Generator: RandomNumberGenerator>(
        _ labels: [Int32], _ classCount: Int, _ siteCount: Int, using rng: inout Generator,
        shares: (Int, inout Generator) -> [Double]
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

    /// Consecutive pieces with ends at n·(cumulative share), rounded; the last at n.
    private static func cut(_ rows: [Int], shares: [Double]) -> [[Int]] {
        let total = shares.reduce(0, +)
        var (start, sum) = (0, 0.0)
        return shares.indices.map { i in
            sum += shares[i]
            let exact = Double(rows.count) * (sum / total)
            let end = i == shares.count - 1 ? rows.count : min(rows.count, max(start, Int(exact.rounded())))
            defer { start = end }
            return Array(rows[start..<end])
        }
    }

    private static func fillEmptySites(_ sites: inout [[Int]]) {
        for site in sites.indices where sites[site].isEmpty {
            var donor = 0
            for other in sites.indices where sites[other].count > sites[donor].count { donor = other }
            guard sites[donor].count > 1 else { return }
            sites[site].append(sites[donor].removeLast())
        }
    }
}
