import LinearAlgebra

/// Logits of the next token at each position, z = h·Eᵀ, with the embedding's token vectors E (vocabulary × width).
struct TiedOutputOperation: LayerOperation {
    let positions: Int
    let width: Int
    let vocabulary: Int
    /// Offset of E in the parameter vector.
    let tokenVectors: Int

    var inputCount: Int { positions * width }
    var outputCount: Int { positions * vocabulary }
    var worksByImage: Bool { false }
    var forwardFLOPs: Int { 2 * positions * width * vocabulary }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        multiply(
            hidden(buffers.input, batch), .normal, vectors(parameters), .transposed,
            into: MutableMatrixView(
                base: buffers.output, rows: batch * positions, columns: vocabulary, stride: vocabulary))
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        let delta = MatrixView(
            base: UnsafePointer(buffers.outputDelta), rows: batch * positions, columns: vocabulary, stride: vocabulary)
        if let inputDelta = buffers.inputDelta {
            multiply(
                delta, .normal, vectors(parameters),
                into: MutableMatrixView(base: inputDelta, rows: batch * positions, columns: width, stride: width))
        }
        multiply(
            delta, .transposed, hidden(buffers.input, batch),
            into: MutableMatrixView(
                base: target.base + tokenVectors, rows: vocabulary, columns: width, stride: width),
            alpha: target.scale, beta: target.keep)
    }

    private func hidden(_ input: UnsafePointer<Float>, _ batch: Int) -> MatrixView {
        MatrixView(base: input, rows: batch * positions, columns: width, stride: width)
    }

    private func vectors(_ parameters: UnsafePointer<Float>) -> MatrixView {
        MatrixView(base: parameters + tokenVectors, rows: vocabulary, columns: width, stride: width)
    }
}
