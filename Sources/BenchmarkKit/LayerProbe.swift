import Learning
import LinearAlgebra
import Reproducibility

/// One layer on its own, for benchmarks and for comparison with naive references.
public final class LayerProbe {
    private let operation: any LayerOperation
    private let workspace: NetworkWorkspace
    /// Random starting values of the layer's parameters, in the layout of `Network.parameterBlocks`.
    public let parameters: [Float]
    private var gradient: [Float]
    /// Random derivative of the loss by each output, for `gradients`.
    public let outputDelta: [Float]
    /// Multiply-adds of the forward pass per example, times two.
    public var forwardFLOPs: Int { operation.forwardFLOPs }
    /// height × width × channels.
    public var inputCount: Int { operation.inputCount }
    public var outputCount: Int { operation.outputCount }

    /// - Parameter rectified: with ReLU after the layer.
    /// - Throws: `ArchitectureError` if the layer does not fit the input.
    public init(_ layer: any Layer, rectified: Bool = false, input: ImageShape, seed: UInt64) throws {
        let layers = rectified ? [layer, ReLU()] : [layer]
        let network = try Network(NetworkArchitecture(name: "probe", layers: layers), input: input, classes: 1)
        operation = network.operations[0]
        workspace = NetworkWorkspace(for: network, batchCapacity: 1)
        var stream = RandomStream(seed: seed, "probe")
        parameters = network.initialParameters(seed: seed).map { $0 + Float(0.1 * stream.normal()) }
        gradient = [Float](repeating: 0, count: network.parameterCount)
        outputDelta = (0..<network.operations[0].outputCount).map { _ in Float(stream.normal()) }
        for i in 0..<operation.inputCount { workspace.activations[0][i] = Float(stream.normal()) }
    }

    public var input: [Float] { (0..<inputCount).map { workspace.activations[0][$0] } }
    public var output: [Float] { (0..<outputCount).map { workspace.activations[1][$0] } }

    public func forward() {
        parameters.withUnsafeBufferPointer {
            operation.forward(
                $0.baseAddress!,
                ForwardBuffers(
                    input: workspace.activations[0], output: workspace.activations[1], saved: workspace.saved[0],
                    scratch: workspace.scratch), batch: 1)
        }
    }

    /// Derivatives by parameters and input, for whatever derivative by the output the buffers hold.
    public func backward() {
        parameters.withUnsafeBufferPointer { parameters in
            gradient.withUnsafeMutableBufferPointer { gradient in
                operation.backward(
                    parameters.baseAddress!,
                    BackwardBuffers(
                        input: workspace.activations[0], output: workspace.activations[1], saved: workspace.saved[0],
                        outputDelta: workspace.imageDeltas[0], inputDelta: workspace.imageDeltas[1],
                        scratch: workspace.scratch),
                    target: GradientTarget(base: gradient.baseAddress!, scale: 1, keep: 0), batch: 1)
            }
        }
    }

    /// Derivatives of outputDelta · output by the parameters and the input, after `forward`.
    public func gradients() -> (parameters: [Float], input: [Float]) {
        for (i, delta) in outputDelta.enumerated() { workspace.imageDeltas[0][i] = delta }
        backward()
        return (gradient, (0..<inputCount).map { workspace.imageDeltas[1][$0] })
    }
}
