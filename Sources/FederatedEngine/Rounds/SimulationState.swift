import CarbonAccounting
import Foundation

/// Everything of a run that must survive: a simulation continued from its state goes on bit by bit as if it had never
/// stopped.
public struct SimulationState: Codable, Sendable, Equatable {
    /// The next round to run.
    public internal(set) var round: Int
    public internal(set) var parameters: FloatBlob
    /// The aggregation's and the server optimizer's memory, encoded by themselves.
    public internal(set) var aggregationMemory: Data
    public internal(set) var serverMemory: Data
    /// The running mean of the model, encoded by itself.
    public internal(set) var averageMemory: Data
    /// Whether the model travels, encoded by itself; nil where no policy asks.
    public internal(set) var headingMemory: Data?
    public internal(set) var ledger: Ledger
    public internal(set) var history: ParticipationHistory
    /// The last gradient known of each site, N×P, once a policy has asked for stale gradients.
    public internal(set) var staleGradients: FloatBlob?
    /// The same projected, N×k, once a policy has asked for them.
    public internal(set) var sketchedGradients: FloatBlob?
    /// Whether sites have chosen coresets of their examples, and paid for it; nil in checkpoints from before there were.
    public internal(set) var hasCoresets: Bool?
    /// What was known of rounds only when they began; nil for none.
    public internal(set) var conditions: [Int: RoundConditions]?
    /// The policy's memory, encoded by itself.
    public internal(set) var policyMemory: Data
}

/// Floats that encode as raw little-endian bytes rather than as a list of numbers.
public struct FloatBlob: Codable, Sendable, Equatable {
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
