import Foundation

/// A value with a part that must survive a checkpoint.
public protocol Remembering {
    associatedtype Memory: Codable & Sendable = NoMemory

    /// Everything that is carried from round to round.
    var memory: Memory { get set }
}

/// Memory of what carries nothing.
public struct NoMemory: Codable, Sendable, Equatable {
    public init() {}
}

extension Remembering where Memory == NoMemory {
    public var memory: NoMemory {
        get { NoMemory() }
        set {}
    }
}

extension Remembering {
    /// The memory as bytes, for a checkpoint.
    package func encodedMemory() throws -> Data {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return try encoder.encode(memory)
    }

    /// - Throws: `DecodingError` for the memory of something else.
    package mutating func restoreMemory(_ data: Data) throws {
        memory = try PropertyListDecoder().decode(Memory.self, from: data)
    }
}
