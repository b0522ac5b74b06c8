import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

/// Readers on damaged files: whatever comes, an error or a trace that covers exactly the stamps of the file.
@Suite struct ReaderFuzzTests {
    static let files: [(name: String, text: String)] = [
        ("t.csv", Samples.native), ("e.csv", Samples.electricityMaps), ("gb.json", Samples.ukCarbonIntensity),
        ("w.json", Samples.wattTime), ("CISO_direct.csv", Samples.carbonCast),
    ]

    static func damaged(_ bytes: [UInt8], using rng: inout LedgerTests.Draws) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &rng) where !bytes.isEmpty {
            let at = Int.random(in: bytes.indices, using: &rng)
            switch Int.random(in: 0..<6, using: &rng) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &rng)
            case 1: bytes[at] = Array("0123456789,\"\n-.:{}[]eTZ".utf8).randomElement(using: &rng) ?? 0
            case 2: bytes.remove(at: at)
            case 3: bytes.insert(bytes[Int.random(in: bytes.indices, using: &rng)], at: at)
            case 4: bytes.removeSubrange(at...)
            default:
                let other = Int.random(in: bytes.indices, using: &rng)
                bytes.insert(contentsOf: bytes[min(at, other)...max(at, other)], at: at)
            }
        }
        return bytes
    }

    /// Every instant that a naive search finds in the text.
    static func stamps(in text: String) -> [Int] {
        text.matches(of: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.0+)?(Z|[+-]\d\d:\d\d)?/)
            .compactMap { try? UTCInstant(iso8601: $0.output.0, bareIsUTC: true).secondsSinceEpoch }
    }

    @Test(arguments: files.indices)
    func damagedFiles(_ index: Int) throws {
        let (name, text) = Self.files[index]
        let original = Array(text.utf8)
        let folder = try TemporaryFolder()
        var rng = LedgerTests.Draws(state: UInt64(index))
        var (readable, refused) = (0, 0)
        for _ in 0..<600 {
            let bytes = Self.damaged(original, using: &rng)
            let path = try folder.write(Data(bytes), name)
            let policy = GapPolicy.allCases.randomElement(using: &rng) ?? .refuse
            do {
                let trace = try CarbonTrace.load([path], gaps: policy)
                readable += 1
                let stamps = Self.stamps(in: String(decoding: bytes, as: UTF8.self))
                let first = try #require(stamps.min())
                // UK entries name their end too; all others name starts only.
                let last = try #require(stamps.max()) + (name == "gb.json" ? 0 : trace.stepSeconds)
                #expect(trace.start.secondsSinceEpoch == first, "\(String(decoding: bytes, as: UTF8.self))")
                #expect(trace.end.secondsSinceEpoch == last, "\(String(decoding: bytes, as: UTF8.self))")
                if policy == .refuse {
                    #expect(trace.zones.indices.allSatisfy { trace.series(zone: $0).allSatisfy { $0 >= 0 } })
                }
            } catch let error as TraceError {
                refused += 1
                #expect(error.description.contains(name))
            }
        }
        #expect(readable > 0 && refused > 0)
    }

    @Test func damagedGeneration() throws {
        let folder = try TemporaryFolder()
        var rng = LedgerTests.Draws(state: 7)
        var (readable, refused) = (0, 0)
        for _ in 0..<600 {
            let bytes = Self.damaged(Array(Samples.carbonCast.utf8), using: &rng)
            let path = try folder.write(Data(bytes), "g.csv")
            do {
                var options = ReadingOptions(gaps: .drop)
                options.factors = ReaderTests.directFactors
                let trace = try TraceReading([path], options).trace
                readable += 1
                let stamps = Self.stamps(in: String(decoding: bytes, as: UTF8.self))
                #expect(trace.start.secondsSinceEpoch == stamps.min())
                #expect(trace.end.secondsSinceEpoch == (try #require(stamps.max())) + trace.stepSeconds)
                #expect(trace.series(zone: 0).allSatisfy { $0.isNaN || 0...760 ~= $0 })
            } catch is TraceError {
                refused += 1
            }
        }
        #expect(readable > 0 && refused > 0)
    }

    @Test func randomBytes() throws {
        let folder = try TemporaryFolder()
        var rng = LedgerTests.Draws(state: 99)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...200, using: &rng)).map { _ in UInt8.random(in: 0...255, using: &rng) }
            let path = try folder.write(Data(bytes), "x")
            #expect(throws: TraceError.self) { try CarbonTrace.load([path], gaps: .drop) }
        }
    }
}
