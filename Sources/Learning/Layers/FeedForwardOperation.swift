import LinearAlgebra

/// x + contraction(gelu(expansion(norm(x)))) on a batch of sequences; each linear map is one product over all positions.
///
/// Kept per position: norm(x), its mean and deviation, the derivative of GELU, its value, and room for the derivative by it.
struct FeedForwardOperation: LayerOperation {
    let positions: Int
    let norm: LayerNormOperation
    let expansion: LinearOperation
    let contraction: LinearOperation

    private var width: Int { expansion.inputCount }
    private var hidden: Int { expansion.outputCount }
    var inputCount: Int { positions * width }
    var outputCount: Int { positions * width }
    var savedCount: Int { positions * (width + 2 + 3 * hidden) }
    var scratchCount: Int { norm.scratchCount }
    var worksByImage: Bool { false }
    var forwardFLOPs: Int { positions * (expansion.forwardFLOPs + contraction.forwardFLOPs) }

    /// The parts of `saved` for a batch.
    private struct Saved {
        let normalized, statistics, slopes, active, activeDelta: UnsafeMutablePointer<Float>
    }

    private func parts(_ saved: UnsafeMutablePointer<Float>, batch: Int) -> Saved {
        let rows = batch * positions
        let slopes = saved + rows * width
        let active = slopes + rows * hidden
        let activeDelta = active + rows * hidden
        return Saved(
            normalized: saved, statistics: activeDelta + rows * hidden, slopes: slopes, active: active,
            activeDelta: activeDelta)
    }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let saved = parts(buffers.saved, batch: batch)
        let rows = batch * positions
        func run(
            _ operation: some LayerOperation, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
            batch: Int
        ) {
            operation.forward(
                parameters,
                ForwardBuffers(input: input, output: output, saved: saved.statistics, scratch: buffers.scratch),
                batch: batch)
        }
        run(norm, buffers.input, saved.normalized, batch: batch)
        run(expansion, saved.normalized, saved.slopes, batch: rows)
        gelu(saved.slopes, into: saved.active, count: rows * hidden)
        run(contraction, saved.active, buffers.output, batch: rows)
        add(buffers.input, to: buffers.output, count: rows * width)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else {
            preconditionFailure("a feed-forward block without an embedding before it")
        }
        let saved = parts(buffers.saved, batch: batch)
        let rows = batch * positions
        func run(
            _ operation: some LayerOperation, _ input: UnsafePointer<Float>,
            _ outputDelta: UnsafeMutablePointer<Float>, _ inputDelta: UnsafeMutablePointer<Float>, batch: Int
        ) {
            operation.backward(
                parameters,
                BackwardBuffers(
                    input: input, output: buffers.output, saved: saved.statistics, outputDelta: outputDelta,
                    inputDelta: inputDelta, scratch: buffers.scratch), target: target, batch: batch)
        }
        run(contraction, saved.active, buffers.outputDelta, saved.activeDelta, batch: rows)
        multiply(saved.activeDelta, by: saved.slopes, count: rows * hidden)
        run(expansion, saved.normalized, saved.activeDelta, inputDelta, batch: rows)
        run(norm, buffers.input, inputDelta, inputDelta, batch: batch)
        add(buffers.outputDelta, to: inputDelta, count: rows * width)
    }
}
