import LinearAlgebra

/// How the numbers of an update travel from a site to the server.
public enum UpdateFormat: String, Sendable, CaseIterable, Codable {
    case float32
    /// IEEE 754 half precision.
    case float16
    /// A whole number from −127 to 127 each, and for every 256 of them their scale: the largest magnitude over 127.
    case int8

    /// Numbers that share a scale: few enough that one large number costs few others their digits (Dettmers et al., "8-bit
    /// optimizers via block-wise quantization", 2022, take 2048).
    private static let block = 256

    /// Size of an update of `count` numbers.
    public func bytes(count: Int) -> Int {
        switch self {
        case .float32: 4 * count
        case .float16: 2 * count
        case .int8: count + 4 * ((count + Self.block - 1) / Self.block)
        }
    }

    /// Each number as it arrives.
    package func round(_ values: inout [Float]) {
        switch self {
        case .float32: break
        case .float16: for i in values.indices { values[i] = Self.half(values[i]) }
        case .int8:
            for start in stride(from: 0, to: values.count, by: Self.block) {
                let block = start..<min(start + Self.block, values.count)
                let scale = block.reduce(0) { max($0, abs(values[$1])) } / 127
                guard scale > 0 else { continue }
                for i in block { values[i] = (values[i] / scale).rounded() * scale }
            }
        }
    }

    /// The nearest number of half precision, ties to even; the largest one, 65504, for those beyond.
    private static func half(_ x: Float) -> Float {
        let magnitude = min(abs(x), 65504)
        // Adding a number whose last place is the wanted one rounds to it: 2⁻²⁴ below 2⁻¹⁴, else 11 digits.
        let anchor = 0.75 * Float(sign: .plus, exponent: max(-14, magnitude.exponent) + 14, significand: 1)
        let rounded = magnitude == 0 ? 0 : (magnitude + anchor) - anchor
        return x < 0 ? -rounded : rounded
    }
}

/// The way of updates to the server. What rounding takes from a site's update it adds to its next one, so that in the sum
/// over the rounds nothing is lost (error feedback).
///
/// Source: Seide et al., "1-bit stochastic gradient descent", 2014; Karimireddy et al., "Error feedback fixes SignSGD", 2019.
package struct UpdateChannel: Remembering {
    /// What each site has still to send; none where updates travel unrounded.
    package var memory: [Int: FloatBlob] = [:]
    private let format: UpdateFormat

    package init(_ format: UpdateFormat) { self.format = format }

    /// The update as it arrives.
    package mutating func sent(_ update: SiteUpdate, by site: Int) -> SiteUpdate {
        guard format != .float32 else { return update }
        var arrived = update
        if let rest = memory[site]?.values { arrived.change.add(rest) }
        var rest = arrived.change
        format.round(&arrived.change)
        rest.add(arrived.change, scaledBy: -1)
        memory[site] = FloatBlob(rest)
        return arrived
    }
}
