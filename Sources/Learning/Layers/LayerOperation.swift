/// A layer with its shapes and its place in the parameter vector, ready to run on a batch.
///
/// Activations are batch × height × width × channels, channel fastest. The pointers do not overlap.
protocol LayerOperation: Sendable {
    /// Numbers per example.
    var inputCount: Int { get }
    var outputCount: Int { get }
    /// Needed multiply-adds of the forward pass per example, times two; those of each of the two products of the
    /// backward pass are the same.
    var forwardFLOPs: Int { get }
    /// Scratch numbers for a batch of the given size.
    func scratchCount(batch: Int) -> Int

    func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
        batch: Int, scratch: UnsafeMutablePointer<Float>)

    /// - Parameters:
    ///   - input, output: what `forward` read and wrote.
    ///   - outputDelta: derivative of the loss by the output; may be overwritten.
    ///   - inputDelta: where the derivative by the input goes; nil if nobody needs it.
    ///   - target: may be the parameters themselves: they are read before they are written.
    func backward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafePointer<Float>,
        outputDelta: UnsafeMutablePointer<Float>, inputDelta: UnsafeMutablePointer<Float>?, target: GradientTarget,
        batch: Int, scratch: UnsafeMutablePointer<Float>)
}
