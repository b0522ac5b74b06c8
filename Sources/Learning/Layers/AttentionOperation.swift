import LinearAlgebra

/// x + output(attention(projection(norm(x)))) on a batch of sequences; each linear map is one product over all positions.
///
/// Kept per position: norm(x), its mean and deviation, queries, keys and values, what attention made of them, and the
/// logarithm of each head's sum. The backward pass puts derivatives in the places of queries, keys and values.
struct AttentionOperation: LayerOperation {
    let norm: LayerNormOperation
    let projection: LinearOperation
    let attention: CausalAttention
    let output: LinearOperation

    private var positions: Int { attention.positions }
    private var width: Int { attention.width }
    var inputCount: Int { positions * width }
    var outputCount: Int { positions * width }
    var savedCount: Int { positions * (5 * width + 2 + attention.heads) }
    var scratchCount: Int { max(norm.scratchCount, attention.scratchCount) }
    var worksByImage: Bool { false }
    var forwardFLOPs: Int {
        positions * (projection.forwardFLOPs + output.forwardFLOPs) + attention.forwardFLOPs
    }

    /// The parts of `saved` for a batch.
    private struct Saved {
        let normalized, statistics, projected, mixed, logSums: UnsafeMutablePointer<Float>
    }

    private func parts(_ saved: UnsafeMutablePointer<Float>, batch: Int) -> Saved {
        let rows = batch * positions
        let projected = saved + rows * width
        let mixed = projected + 3 * rows * width
        let statistics = mixed + rows * width
        return Saved(
            normalized: saved, statistics: statistics, projected: projected, mixed: mixed,
            logSums: statistics + 2 * rows)
    }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let saved = parts(buffers.saved, batch: batch)
        let rows = batch * positions
        norm.forward(
            parameters, buffers.part(buffers.input, saved.normalized, saved: saved.statistics), batch: batch)
        projection.forward(
            parameters, buffers.part(saved.normalized, saved.projected, saved: saved.statistics), batch: rows)
        for example in 0..<batch {
            attention.forward(
                saved.projected + 3 * example * inputCount, into: saved.mixed + example * inputCount,
                logSums: saved.logSums + example * positions * attention.heads, scratch: buffers.scratch)
        }
        output.forward(parameters, buffers.part(saved.mixed, buffers.output, saved: saved.statistics), batch: rows)
        add(buffers.input, to: buffers.output, count: rows * width)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else {
            preconditionFailure("attention without an embedding before it")
        }
        let saved = parts(buffers.saved, batch: batch)
        let rows = batch * positions
        output.backward(
            parameters, buffers.part(saved.mixed, saved: saved.statistics, buffers.outputDelta, inputDelta),
            target: target, batch: rows)
        for example in 0..<batch {
            attention.backward(
                saved.projected + 3 * example * inputCount, mixed: saved.mixed + example * inputCount,
                logSums: saved.logSums + example * positions * attention.heads,
                delta: inputDelta + example * inputCount, scratch: buffers.scratch)
        }
        projection.backward(
            parameters, buffers.part(saved.normalized, saved: saved.statistics, saved.projected, inputDelta),
            target: target, batch: rows)
        norm.backward(
            parameters, buffers.part(buffers.input, saved: saved.statistics, inputDelta, inputDelta), target: target,
            batch: batch)
        add(buffers.outputDelta, to: inputDelta, count: rows * width)
    }
}
