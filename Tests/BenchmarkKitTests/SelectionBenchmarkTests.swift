import BenchmarkKit
import Foundation
import Testing

@Suite struct SelectionBenchmarkTests {
    @Test func everySizeHasItsTimesAndTheGrowthIsBetweenThem() throws {
        let benchmark = try SelectionBenchmark(sizes: [1, 40, 400], rounds: 2)
        #expect(benchmark.entries.map(\.sites) == [1, 40, 400])
        #expect(benchmark.growth.map(\.fromSites) == [1, 40] && benchmark.growth.map(\.toSites) == [40, 400])
        for entry in benchmark.entries {
            #expect(entry.meanIndexed <= Double(entry.sites))
            #expect(entry.pairs.map { 0 < $0.meanSelected && $0.meanSelected <= Double(entry.sites) } == true)
        }
        let (small, large) = (benchmark.entries[1], benchmark.entries[2])
        // A quarter of full participation.
        #expect(40 < large.meanIndexed && large.meanIndexed < 240)
        #expect(abs(large.indexSeconds - small.indexSeconds * pow(10, benchmark.growth[1].index)) <= 1e-9)
    }
}
