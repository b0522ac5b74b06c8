import Foundation

/// Floats that encode as raw little-endian bytes rather than as a list of numbers.
public struct FloatBlob: Codable, Sendable, Hashable {
    public var values: [Float]

    public init(_ values: [Float]) { self.values = values }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let data = try container.decode(Data.self)
        guard data.count.isMultiple(of: 4) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(data.count) bytes are no whole number of 32-bit floats")
        }
        values = [Float](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
            count = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / 4
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values.withUnsafeBytes { Data($0) })
    }
}
