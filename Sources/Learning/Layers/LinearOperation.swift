import LinearAlgebra

/// y = x·W + b, with ReLU after it if asked for. W is inputs × outputs, row-major, followed by b.
struct LinearOperation: LayerOperation {
    let inputCount: Int
    let outputCount: Int
    let rectified: Bool
    let weight: Int
    let bias: Int

    var forwardFLOPs: Int { 2 * inputCount * outputCount }
    func scratchCount(batch: Int) -> Int { 0 }

    func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
        batch: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        multiply(
            MatrixView(base: input, rows: batch, columns: inputCount, stride: inputCount), .normal,
            MatrixView(base: parameters + weight, rows: inputCount, columns: outputCount, stride: outputCount),
            into: MutableMatrixView(base: output, rows: batch, columns: outputCount, stride: outputCount))
        addBias(parameters + bias, to: output, rows: batch, columns: outputCount, rectify: rectified)
    }

    func backward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafePointer<Float>,
        outputDelta: UnsafeMutablePointer<Float>, inputDelta: UnsafeMutablePointer<Float>?, target: GradientTarget,
        batch: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        if rectified { maskWhereNotPositive(output, outputDelta, count: batch * outputCount) }
        let delta = MatrixView(
            base: UnsafePointer(outputDelta), rows: batch, columns: outputCount, stride: outputCount)
        if let inputDelta {
            multiply(
                delta, .normal,
                MatrixView(base: parameters + weight, rows: inputCount, columns: outputCount, stride: outputCount),
                .transposed,
                into: MutableMatrixView(base: inputDelta, rows: batch, columns: inputCount, stride: inputCount))
        }
        multiply(
            MatrixView(base: input, rows: batch, columns: inputCount, stride: inputCount), .transposed, delta, .normal,
            into: MutableMatrixView(
                base: target.base + weight, rows: inputCount, columns: outputCount, stride: outputCount),
            alpha: target.scale, beta: target.keep)
        addColumnSums(of: outputDelta, rows: batch, columns: outputCount, to: target, at: bias)
    }
}
