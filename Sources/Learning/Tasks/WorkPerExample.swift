/// Work of a model for one example, in floating-point operations, and sizes: what energy and time are counted from.
public struct WorkPerExample: Sendable, Equatable {
    /// Forward pass.
    public let forward: Int
    /// Training step: forward, weight gradients, and the input gradients that are needed.
    public let training: Int
    /// What the gradient by the last layer takes beyond a forward pass.
    public let lastLayerGradient: Int
    /// A distance between two inputs, as coresets of examples take them.
    public let inputDistance: Int
    /// Length of the gradient by the last layer.
    public let lastLayerParameters: Int

    public init(forward: Int, training: Int, lastLayerGradient: Int, inputDistance: Int, lastLayerParameters: Int) {
        (self.forward, self.training) = (forward, training)
        (self.lastLayerGradient, self.inputDistance) = (lastLayerGradient, inputDistance)
        self.lastLayerParameters = lastLayerParameters
    }
}
