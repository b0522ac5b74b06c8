import LinearAlgebra

/// Where a backward pass puts parameter gradients: target ← keep·target + scale·gradient.
///
/// keep = 0, scale = 1 stores the gradient; keep = 1 accumulates over pieces; on the parameters themselves with
/// scale = −learning rate it is the step of SGD, without a pass of its own over the gradient.
public struct GradientTarget {
    /// As long as the parameter vector.
    public let base: UnsafeMutablePointer<Float>
    public let scale: Float
    public let keep: Float

    public init(base: UnsafeMutablePointer<Float>, scale: Float, keep: Float) {
        (self.base, self.scale, self.keep) = (base, scale, keep)
    }

    /// The same target for parameters that begin `count` numbers further on.
    func offset(by count: Int) -> GradientTarget { GradientTarget(base: base + count, scale: scale, keep: keep) }

    /// The same target for a second contribution to the same entries.
    public var accumulating: GradientTarget { GradientTarget(base: base, scale: scale, keep: 1) }
}
