import LinearAlgebra

/// relu(x' + norm₂(conv₂(relu(norm₁(conv₁(x)))))) of one image, x' = x or its projection by a strided 1×1 convolution.
struct ResidualOperation: LayerOperation {
    let convolution1: ConvolutionOperation
    let norm1: GroupNormOperation
    let convolution2: ConvolutionOperation
    let norm2: GroupNormOperation
    let projection: ConvolutionOperation?

    var inputCount: Int { convolution1.inputCount }
    var outputCount: Int { norm2.outputCount }
    var forwardFLOPs: Int {
        convolution1.forwardFLOPs + convolution2.forwardFLOPs + (projection?.forwardFLOPs ?? 0)
    }
    var outermostInputGradientFLOPs: Int { convolution1.forwardFLOPs + (projection?.forwardFLOPs ?? 0) }
    /// Outputs of conv₁, norm₁, conv₂ and of the projection, and what the norms keep; each with slack.
    var savedCount: Int { 4 * part + norm1.savedCount + norm2.savedCount }
    var scratchCount: Int { innerScratch + 2 * part + inputCount + bufferSlack }

    private var part: Int { outputCount + bufferSlack }
    private var innerScratch: Int {
        [
            convolution1.scratchCount, convolution2.scratchCount, norm1.scratchCount, norm2.scratchCount,
            projection?.scratchCount ?? 0,
        ].max() ?? 0
    }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let saved = buffers.saved
        func run(
            _ operation: some LayerOperation, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
            saved: UnsafeMutablePointer<Float>
        ) {
            operation.forward(
                parameters,
                buffers.part(input, output, saved: saved), batch: 1)
        }
        run(convolution1, buffers.input, saved, saved: saved)
        run(norm1, saved, saved + part, saved: saved + 4 * part)
        run(convolution2, saved + part, saved + 2 * part, saved: saved)
        run(norm2, saved + 2 * part, buffers.output, saved: saved + 4 * part + norm1.savedCount)
        var shortcut = buffers.input
        if let projection {
            run(projection, buffers.input, saved + 3 * part, saved: saved)
            shortcut = UnsafePointer(saved + 3 * part)
        }
        addAndRectify(shortcut, to: buffers.output, count: outputCount)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        let saved = buffers.saved
        let (delta, other) = (buffers.scratch + innerScratch, buffers.scratch + innerScratch + part)
        func run(
            _ operation: some LayerOperation, _ input: UnsafePointer<Float>, _ output: UnsafePointer<Float>,
            saved: UnsafeMutablePointer<Float>, _ outputDelta: UnsafeMutablePointer<Float>,
            _ inputDelta: UnsafeMutablePointer<Float>?
        ) {
            operation.backward(
                parameters,
                buffers.part(input, output: output, saved: saved, outputDelta, inputDelta), target: target, batch: 1)
        }
        maskWhereNotPositive(buffers.output, buffers.outputDelta, count: outputCount)
        run(
            norm2, saved + 2 * part, buffers.output, saved: saved + 4 * part + norm1.savedCount, buffers.outputDelta,
            delta)
        run(convolution2, saved + part, saved + 2 * part, saved: saved, delta, other)
        run(norm1, saved, saved + part, saved: saved + 4 * part, other, delta)
        run(convolution1, buffers.input, saved, saved: saved, delta, buffers.inputDelta)
        if let projection {
            let shortcut = buffers.inputDelta == nil ? nil : Optional(buffers.scratch + innerScratch + 2 * part)
            run(projection, buffers.input, saved + 3 * part, saved: saved, buffers.outputDelta, shortcut)
            if let shortcut, let inputDelta = buffers.inputDelta { add(shortcut, to: inputDelta, count: inputCount) }
        } else if let inputDelta = buffers.inputDelta {
            add(buffers.outputDelta, to: inputDelta, count: inputCount)
        }
    }
}
