import Foundation
import Reproducibility
import Testing

@Suite struct RandomStreamTests {
    /// Known answers of philox4x32-10 from the Random123 distribution (kat_vectors).
    @Test func philoxKnownAnswers() {
        #expect(
            philox4x32(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0))
                == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        #expect(
            philox4x32(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
                == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        #expect(
            philox4x32(
                counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
                key: SIMD2(0xa409_3822, 0x299f_31d0))
                == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test func sameNameSameDrawsOtherNameOtherDraws() {
        func draws(_ stream: RandomStream) -> [UInt64] {
            var stream = stream
            return (0..<5).map { _ in stream.next() }
        }
        let reference = draws(RandomStream(seed: 1, "minibatch", 3, 7))
        #expect(draws(RandomStream(seed: 1, "minibatch", 3, 7)) == reference)
        for other in [
            RandomStream(seed: 2, "minibatch", 3, 7), RandomStream(seed: 1, "minibatch", 7, 3),
            RandomStream(seed: 1, "mini", "batch", 3, 7), RandomStream(seed: 1, "minibatch", 3),
        ] {
            #expect(draws(other) != reference)
        }
    }

    @Test func momentsOfTheDistributions() {
        var stream = RandomStream(seed: 5, "moments")
        let n = 40_000
        let normals = (0..<n).map { _ in stream.normal() }
        #expect(abs(normals.reduce(0, +) / Double(n)) < 0.02)
        #expect(abs(normals.map { $0 * $0 }.reduce(0, +) / Double(n) - 1) < 0.03)
        for shape in [0.1, 0.5, 1, 4.0] {
            let mean = (0..<n).map { _ in exp(stream.logGamma(shape: shape)) }.reduce(0, +)
            #expect(abs(mean / Double(n) / shape - 1) < 0.06)
        }
        let point = stream.dirichlet(0.05, count: 10)
        #expect(abs(point.reduce(0, +) - 1) < 1e-12)
        #expect(point.allSatisfy { $0 >= 0 })
    }

    @Test func samplesAreDistinctAndFollowTheWeights() {
        var stream = RandomStream(seed: 6, "sample")
        var firsts = [0, 0, 0, 0]
        for _ in 0..<8_000 {
            let drawn = stream.sample(2, weights: [1, 0, 3, 4])
            #expect(Set(drawn).count == 2 && !drawn.contains(1))
            firsts[drawn[0]] += 1
        }
        #expect(abs(Double(firsts[2]) / 8_000 - 3.0 / 8) < 0.02)
        #expect(stream.sample(3, weights: [0, 0, 2]) == [2])
        #expect(Set(stream.sample(10, outOf: 10)) == Set(0..<10))
    }
}
