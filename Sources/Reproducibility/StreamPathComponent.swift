/// A part of a stream's name: a string or an integer.
public protocol StreamPathComponent: Sendable {
    func feed(_ hash: inout PathHash)
}

extension String: StreamPathComponent {
    public func feed(_ hash: inout PathHash) {
        for byte in utf8 { hash.mix(UInt64(byte)) }
        hash.mix(0x100)  // no byte: ("ab", "c") is not ("a", "bc")
    }
}

extension Int: StreamPathComponent {
    public func feed(_ hash: inout PathHash) {
        hash.mix(UInt64(bitPattern: Int64(self)))
        hash.mix(0x101)
    }
}

/// Folds a stream's name into 64 bits with the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
public struct PathHash: Sendable {
    private(set) var value: UInt64

    init(seed: UInt64) {
        value = 0
        mix(seed)
    }

    mutating func mix(_ word: UInt64) {
        var z = (value ^ word) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        value = z ^ (z >> 31)
    }
}
