import FederatedEngine
import Reproducibility
import Testing

@Suite struct PartitionTests {
    static let labels = (0..<1000).map { Int32($0 % 10) }
    static let all: [any Partition] = [
        IIDPartition(), DirichletPartition(alpha: 0.05), DirichletPartition(alpha: 100), ShardsPartition(perSite: 2),
        QuantitySkewPartition(alpha: 0.1), CarbonCorrelatedPartition(spread: 0.1), NaturalPartition(),
    ]

    static func assign(_ partition: any Partition, labels: [Int32] = labels, sites: Int, seed: UInt64 = 1) -> [[Int]] {
        var rng = RandomStream(seed: seed, "partition")
        return partition.assign(
            PartitionExamples(
                labels: labels, classCount: 10, siteCount: sites,
                meanIntensities: (0..<sites).map { Double(1000 - $0) }), using: &rng)
    }

    @Test(arguments: all) func everyRowGoesToOneSiteAndNoSiteIsEmpty(partition: any Partition) {
        for sites in [1, 2, 7, 10, 100] {
            for seed in 1...5 {
                let result = Self.assign(partition, sites: sites, seed: UInt64(seed))
                #expect(result.count == sites)
                #expect(result.flatMap { $0 }.sorted() == Array(0..<1000))
                #expect(result.allSatisfy { !$0.isEmpty && $0 == $0.sorted() })
                #expect(result == Self.assign(partition, sites: sites, seed: UInt64(seed)))
            }
        }
        #expect(Self.assign(partition, labels: [], sites: 3) == [[], [], []])
        #expect(Self.assign(partition, labels: [4], sites: 3).map(\.count).reduce(0, +) == 1)
        #expect(Self.assign(partition, labels: [4, 2, 0], sites: 3).map(\.count) == [1, 1, 1])
    }

    @Test func naturalKeepsClassesWholeAndSizesEven() {
        // Classes of 1 to 10 examples, 55 in all: the largest ones first fill three sites evenly.
        let labels = (0..<10).flatMap { [Int32](repeating: Int32($0), count: $0 + 1) }
        let sites = Self.assign(NaturalPartition(), labels: labels, sites: 3)
        #expect(sites.map(\.count).sorted() == [18, 18, 19])
        let owners = sites.map { Set($0.map { labels[$0] }) }
        #expect(owners.map(\.count).reduce(0, +) == 10, "a class is at two sites")
        #expect((1...8).contains { Self.assign(NaturalPartition(), labels: labels, sites: 3, seed: $0) != sites })
    }

    static func classes(_ rows: [Int]) -> Set<Int32> { Set(rows.map { labels[$0] }) }

    @Test func eachKindSkewsWhatItSays() {
        #expect(Self.assign(IIDPartition(), sites: 7).map(\.count).max()! <= 143)
        #expect(Self.assign(IIDPartition(), sites: 10) != Self.assign(IIDPartition(), sites: 10, seed: 2))
        #expect(
            Self.assign(ShardsPartition(perSite: 2), sites: 10).allSatisfy {
                Self.classes($0).count <= 2 && $0.count == 100
            })
        let few = Self.assign(DirichletPartition(alpha: 0.05), sites: 10).map { Self.classes($0).count }.reduce(0, +)
        let many = Self.assign(DirichletPartition(alpha: 100), sites: 10).map { Self.classes($0).count }.reduce(0, +)
        #expect(few < 50 && many == 100)
        let skewed = Self.assign(QuantitySkewPartition(alpha: 0.1), sites: 10).map(\.count)
        #expect(skewed.max()! > 300)
    }

    @Test func cleanSitesLackClasses() {
        // The last site is the cleanest here, so the order of classes runs backwards.
        let sites = Self.assign(CarbonCorrelatedPartition(spread: 0.2), sites: 10)
        #expect(Self.classes(sites[9]).isSuperset(of: [0, 1]) && Self.classes(sites[9]).isDisjoint(with: [8, 9]))
        #expect(Self.classes(sites[0]).isSuperset(of: [8, 9]) && Self.classes(sites[0]).isDisjoint(with: [0, 1]))
        let narrow = Self.assign(CarbonCorrelatedPartition(spread: 0.001), sites: 10)
        #expect(narrow.map(Self.classes) == (0..<10).map { [9 - Int32($0)] })
        let wide = Self.assign(CarbonCorrelatedPartition(spread: 1e6), sites: 10)
        #expect(wide.allSatisfy { Self.classes($0).count == 10 && $0.count == 100 })
    }
}
