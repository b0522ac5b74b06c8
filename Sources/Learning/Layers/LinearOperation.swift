import LinearAlgebra

/// y = x·W + b on a batch, with ReLU after it if asked for. W is inputs × outputs, row-major, followed by b.
struct LinearOperation: LayerOperation {
    let inputCount: Int
    let outputCount: Int
    let rectified: Bool
    /// Offsets in the parameter vector.
    let weight: Int
    let bias: Int

    var worksByImage: Bool { false }
    var forwardFLOPs: Int { 2 * inputCount * outputCount }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        multiply(
            MatrixView(base: buffers.input, rows: batch, columns: inputCount, stride: inputCount), .normal,
            MatrixView(base: parameters + weight, rows: inputCount, columns: outputCount, stride: outputCount),
            into: MutableMatrixView(base: buffers.output, rows: batch, columns: outputCount, stride: outputCount))
        addBias(parameters + bias, to: buffers.output, rows: batch, columns: outputCount, rectify: rectified)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        if rectified { maskWhereNotPositive(buffers.output, buffers.outputDelta, count: batch * outputCount) }
        let delta = MatrixView(
            base: UnsafePointer(buffers.outputDelta), rows: batch, columns: outputCount, stride: outputCount)
        if let inputDelta = buffers.inputDelta {
            multiply(
                delta, .normal,
                MatrixView(base: parameters + weight, rows: inputCount, columns: outputCount, stride: outputCount),
                .transposed,
                into: MutableMatrixView(base: inputDelta, rows: batch, columns: inputCount, stride: inputCount))
        }
        multiply(
            MatrixView(base: buffers.input, rows: batch, columns: inputCount, stride: inputCount), .transposed, delta,
            into: MutableMatrixView(
                base: target.base + weight, rows: inputCount, columns: outputCount, stride: outputCount),
            alpha: target.scale, beta: target.keep)
        addColumnSums(of: buffers.outputDelta, rows: batch, columns: outputCount, to: target, at: bias)
    }
}
