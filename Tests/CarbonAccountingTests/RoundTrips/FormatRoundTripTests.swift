import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

/// In every format a random true series is written down and read back equal.
@Suite struct FormatRoundTripTests {
    static let formats = TraceFormat.all + [.columns]

    static func write(_ format: TraceFormat, seed: UInt64) throws -> (file: WrittenFile, rng: RandomStream) {
        var rng = RandomStream(seed: seed, "round trip", format.kind)
        let writer = try #require(naiveWriters[format.kind], "no naive writer of \(format.kind)")
        return (try writer(&rng), rng)
    }

    @Test(arguments: formats)
    func readBackEqual(_ format: TraceFormat) throws {
        let folder = try TemporaryFolder()
        for seed in 0..<20 as Range<UInt64> {
            let file = try Self.write(format, seed: seed).file
            let reading = try TraceReading([try folder.write(file.data, file.name)], file.options)
            let place = Comment("\(format.kind), seed \(seed), \(file.name):\n\(file.text.prefix(600))")
            #expect(reading.formats == [format], place)
            let names = file.zones.count == 1 && file.zones[0].name == "g" ? ["g"] : file.zones.map(\.name)
            try #require(Set(reading.trace.zones) == Set(names), place)
            for zone in file.zones {
                let index = try reading.trace.zoneIndex(zone.name)
                let first = try #require(zone.steps.first)
                let last = try #require(zone.steps.last)
                try #require(
                    reading.trace.start.secondsSinceEpoch == first.start
                        && reading.trace.end.secondsSinceEpoch == last.start + last.seconds, place)
                let wrong = try zone.steps.first { step in
                    let start = UTCInstant(secondsSinceEpoch: step.start)
                    let value = try reading.trace.mean(zone: index, from: start, seconds: step.seconds)
                    return abs(value - step.value) > 1e-12 * step.value
                        || reading.trace.marks(zone: index, from: start, seconds: step.seconds) != step.marks
                }
                #expect(wrong == nil, place)
            }
        }
    }

    /// A line lost from the middle of a table is noticed.
    @Test(arguments: formats)
    func aLostLineIsAFault(_ format: TraceFormat) throws {
        let folder = try TemporaryFolder()
        for seed in 0..<12 as Range<UInt64> {
            var (file, rng) = try Self.write(format, seed: seed)
            guard file.everyLineCounts, !file.name.hasSuffix("json") else { continue }
            var lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            let middle = lines.count / 3..<2 * lines.count / 3
            // What says nothing does not count.
            guard
                let lost = middle.filter({
                    !lines[$0].contains("n/e") && !lines[$0].contains("\"-\",\"-\"") && !lines[$0].contains(",,,")
                })
                .randomElement(using: &rng)
            else { continue }
            let line = lines.remove(at: lost)
            file.options.gaps = .refuse
            let path = try folder.write(lines.joined(separator: "\n"), file.name)
            #expect(throws: TraceError.self, "\(format.kind), seed \(seed), without line \(lost + 1): \(line)") {
                try TraceReading([path], file.options)
            }
        }
    }

    /// Damaged files end in an error or a trace, never in a crash or a value that no intensity has.
    ///
    /// `DAMAGED_FILES` in the environment says how many of each format; a few by default.
    @Test(arguments: formats)
    func damagedFiles(_ format: TraceFormat) throws {
        let count = ProcessInfo.processInfo.environment["DAMAGED_FILES"].flatMap { UInt64($0) } ?? 25
        let folder = try TemporaryFolder()
        let files = try (0..<min(count, 50)).map { try Self.write(format, seed: $0).file }
        var draws = LedgerTests.Draws(state: 20)
        var (readable, refused) = (0 as UInt64, 0 as UInt64)
        for seed in 0..<count {
            var file = files[Int(seed % 50) % files.count]
            let bytes = ReaderFuzzTests.damaged(Array(file.data), using: &draws)
            file.options.gaps = GapPolicy.allCases.randomElement(using: &draws) ?? .refuse
            do {
                let trace = try TraceReading([try folder.write(Data(bytes), file.name)], file.options).trace
                readable += 1
                for zone in trace.zones.indices {
                    #expect(trace.series(zone: zone).allSatisfy { $0.isNaN || 0...1_000_000 ~= $0 })
                }
            } catch is TraceError {
                refused += 1
            }
        }
        #expect(refused > 0 && readable + refused == count)
    }
}
