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
        norm.forward(parameters, buffers.part(buffers.input, saved.normalized, saved: saved.statistics), batch: batch)
        expansion.forward(
            parameters, buffers.part(saved.normalized, saved.slopes, saved: saved.statistics), batch: rows)
        gelu(saved.slopes, into: saved.active, count: rows * hidden)
        contraction.forward(
            parameters, buffers.part(saved.active, buffers.output, saved: saved.statistics), batch: rows)
        add(buffers.input, to: buffers.output, count: rows * width)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else {
            preconditionFailure("a feed-forward block without an embedding before it")
        }
        let saved = parts(buffers.saved, batch: batch)
        let rows = batch * positions
        contraction.backward(
            parameters, buffers.part(saved.active, saved: saved.statistics, buffers.outputDelta, saved.activeDelta),
            target: target, batch: rows)
        multiply(saved.activeDelta, by: saved.slopes, count: rows * hidden)
        expansion.backward(
            parameters, buffers.part(saved.normalized, saved: saved.statistics, saved.activeDelta, inputDelta),
            target: target, batch: rows)
        norm.backward(
            parameters, buffers.part(buffers.input, saved: saved.statistics, inputDelta, inputDelta), target: target,
            batch: batch)
        add(buffers.outputDelta, to: inputDelta, count: rows * width)
    }
}
