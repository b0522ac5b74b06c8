/// A layer with its shapes and its place in the parameter vector, ready to run.
///
/// Activations of an example are height × width × channels, channel fastest. Every buffer may be read up to
/// `bufferSlack` numbers past its end, and none overlaps another.
public protocol LayerOperation: Sendable {
    /// Numbers per example.
    var inputCount: Int { get }
    var outputCount: Int { get }
    /// Numbers per example that `forward` leaves for `backward` besides its output.
    var savedCount: Int { get }
    /// Scratch numbers, whatever the batch.
    var scratchCount: Int { get }
    /// Whether the operation wants one example at a time, so that a chain of such operations stays in the cache.
    var worksByImage: Bool { get }
    /// Multiply-adds that the forward pass needs per example, times two. The weight gradients need as many, and so do
    /// the input gradients.
    var forwardFLOPs: Int { get }
    /// What of the input gradients is saved where the derivative is not needed: that by the operation's input.
    var outermostInputGradientFLOPs: Int { get }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int)

    /// - Parameter target: for an operation that does not work by image it may be the parameters themselves, which are
    ///   read before they are written.
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int)
}

extension LayerOperation {
    public var savedCount: Int { 0 }
    public var scratchCount: Int { 0 }
    public var worksByImage: Bool { true }
    public var forwardFLOPs: Int { 0 }
    public var outermostInputGradientFLOPs: Int { forwardFLOPs }
}

/// Kernels read and write in steps of eight numbers and may run past the end by less than that.
let bufferSlack = 16

public struct ForwardBuffers {
    public let input: UnsafePointer<Float>
    public let output: UnsafeMutablePointer<Float>
    public let saved: UnsafeMutablePointer<Float>
    public let scratch: UnsafeMutablePointer<Float>

    public init(
        input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, saved: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        (self.input, self.output, self.saved, self.scratch) = (input, output, saved, scratch)
    }

    /// For a part of an operation: places of its own, with the whole's scratch.
    func part(
        _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, saved: UnsafeMutablePointer<Float>
    ) -> ForwardBuffers {
        ForwardBuffers(input: input, output: output, saved: saved, scratch: scratch)
    }
}

public struct BackwardBuffers {
    /// What `forward` read, wrote and left.
    public let input: UnsafePointer<Float>
    public let output: UnsafePointer<Float>
    public let saved: UnsafeMutablePointer<Float>
    /// Derivative of the loss by the output; may be overwritten.
    public let outputDelta: UnsafeMutablePointer<Float>
    /// Where the derivative by the input goes; nil if it is not needed.
    public let inputDelta: UnsafeMutablePointer<Float>?
    public let scratch: UnsafeMutablePointer<Float>

    public init(
        input: UnsafePointer<Float>, output: UnsafePointer<Float>, saved: UnsafeMutablePointer<Float>,
        outputDelta: UnsafeMutablePointer<Float>, inputDelta: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>
    ) {
        (self.input, self.output, self.saved) = (input, output, saved)
        (self.outputDelta, self.inputDelta, self.scratch) = (outputDelta, inputDelta, scratch)
    }

    /// For a part of an operation: places of its own, with the whole's scratch.
    ///
    /// - Parameter output: of the part; the whole's for one that does not look at it.
    func part(
        _ input: UnsafePointer<Float>, output: UnsafePointer<Float>? = nil, saved: UnsafeMutablePointer<Float>,
        _ outputDelta: UnsafeMutablePointer<Float>, _ inputDelta: UnsafeMutablePointer<Float>?
    ) -> BackwardBuffers {
        BackwardBuffers(
            input: input, output: output ?? self.output, saved: saved, outputDelta: outputDelta,
            inputDelta: inputDelta, scratch: scratch)
    }
}
