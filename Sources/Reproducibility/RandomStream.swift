/// A reproducible source of random bits, named by a seed and a path such as `("minibatch", site, round)`.
///
/// Streams with different names are independent; a stream with the same name gives the same draws on every machine,
/// thread, process and resume. Counter based: draw i is a pure function of (name, i), nothing is shared.
/// Source: Philox4x32-10, Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>
    private var counter: UInt64 = 0
    private var spare: UInt64?

    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - path: strings and integers that name what is drawn, for whom and when.
    public init(seed: UInt64, _ path: any StreamPathComponent...) {
        var hash = PathHash(seed: seed)
        for component in path { component.feed(&hash) }
        key = SIMD2(UInt32(truncatingIfNeeded: hash.value), UInt32(truncatingIfNeeded: hash.value >> 32))
    }

    public mutating func next() -> UInt64 {
        if let value = spare {
            spare = nil
            return value
        }
        let block = philox4x32(
            counter: SIMD4(UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), 0, 0),
            key: key)
        counter += 1
        spare = UInt64(block[3]) << 32 | UInt64(block[2])
        return UInt64(block[1]) << 32 | UInt64(block[0])
    }
}

/// Ten rounds of Philox on four 32-bit words.
package func philox4x32(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var x = counter
    var k = key
    for _ in 0..<10 {
        let (high0, low0) = UInt32(0xD251_1F53).multipliedFullWidth(by: x[0])
        let (high1, low1) = UInt32(0xCD9E_8D57).multipliedFullWidth(by: x[2])
        x = SIMD4(high1 ^ x[1] ^ k[0], low1, high0 ^ x[3] ^ k[1], low0)
        k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return x
}
