import LinearAlgebra

/// Convolution of one image as matrix products over its unfolded form, with bias and ReLU after it if asked for.
///
/// The weights are kernel row × kernel column × input channel × output channel, so that each product's slice is a
/// contiguous matrix.
struct ConvolutionOperation: LayerOperation {
    let unfolded: UnfoldedImage
    let outputChannels: Int
    let rectified: Bool
    /// Offsets in the parameter vector.
    let weight: Int
    let bias: Int?

    var inputCount: Int { unfolded.input.count }
    var outputCount: Int { unfolded.productRows * outputChannels }
    var weightCount: Int { unfolded.kernel * unfolded.segment * outputChannels }
    var forwardFLOPs: Int { 2 * unfolded.productRows * weightCount }
    var scratchCount: Int { unfolded.count + bufferSlack + unfolded.frameCount }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        unfolded.unfold(
            buffers.input, into: buffers.scratch, frame: buffers.scratch + unfolded.count + bufferSlack)
        let output = MutableMatrixView(
            base: buffers.output, rows: unfolded.productRows, columns: outputChannels, stride: outputChannels)
        for i in 0..<unfolded.productCount {
            multiply(
                block(buffers.scratch, i), .normal, slice(parameters, i), into: output, beta: i == 0 ? 0 : 1)
        }
        if let bias {
            addBias(
                parameters + bias, to: buffers.output, rows: unfolded.productRows, columns: outputChannels,
                rectify: rectified)
        } else if rectified {
            rectify(buffers.output, count: outputCount)
        }
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        if rectified { maskWhereNotPositive(buffers.output, buffers.outputDelta, count: outputCount) }
        let delta = MatrixView(
            base: UnsafePointer(buffers.outputDelta), rows: unfolded.productRows, columns: outputChannels,
            stride: outputChannels)
        if let bias {
            addColumnSums(
                of: buffers.outputDelta, rows: unfolded.productRows, columns: outputChannels, to: target, at: bias)
        }
        unfolded.unfold(
            buffers.input, into: buffers.scratch, frame: buffers.scratch + unfolded.count + bufferSlack)
        for i in 0..<unfolded.productCount {
            multiply(
                block(buffers.scratch, i), .transposed, delta,
                into: MutableMatrixView(
                    base: target.base + weight + i * unfolded.rowLength * outputChannels, rows: unfolded.rowLength,
                    columns: outputChannels, stride: outputChannels),
                alpha: target.scale, beta: target.keep)
        }
        guard let inputDelta = buffers.inputDelta else { return }
        unfolded.zeroBeyondFirstProduct(buffers.scratch)
        for i in 0..<unfolded.productCount {
            multiply(
                delta, .normal, slice(parameters, i), .transposed,
                into: MutableMatrixView(
                    base: buffers.scratch + unfolded.productOffset(i), rows: unfolded.productRows,
                    columns: unfolded.rowLength, stride: unfolded.rowLength),
                beta: i == 0 ? 0 : 1)
        }
        unfolded.fold(buffers.scratch, into: inputDelta)
    }

    private func block(_ scratch: UnsafeMutablePointer<Float>, _ product: Int) -> MatrixView {
        MatrixView(
            base: UnsafePointer(scratch + unfolded.productOffset(product)), rows: unfolded.productRows,
            columns: unfolded.rowLength, stride: unfolded.rowLength)
    }

    private func slice(_ parameters: UnsafePointer<Float>, _ product: Int) -> MatrixView {
        MatrixView(
            base: parameters + weight + product * unfolded.rowLength * outputChannels, rows: unfolded.rowLength,
            columns: outputChannels, stride: outputChannels)
    }
}
