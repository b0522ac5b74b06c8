/// A layer that does not fit what comes before it.
public struct ArchitectureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The architecture's name, the layer's position counted from 1, its kind, and the reason with the shapes.
    public let architecture: String
    public let position: Int
    public let layer: String
    public let reason: String

    public var description: String { "model \(architecture): layer \(position) (\(layer)): \(reason)" }
}
