import LinearAlgebra

/// Mean of each channel of one image.
struct GlobalAveragePoolOperation: LayerOperation {
    let input: ImageShape

    var inputCount: Int { input.count }
    var outputCount: Int { input.channels }
    private var pixels: Int { input.height * input.width }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        addColumnSums(
            of: buffers.input, rows: pixels, columns: input.channels,
            to: GradientTarget(base: buffers.output, scale: 1 / Float(pixels), keep: 0), at: 0)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else { return }
        for c in 0..<input.channels { buffers.outputDelta[c] /= Float(pixels) }
        for pixel in 0..<pixels {
            (inputDelta + pixel * input.channels).update(from: buffers.outputDelta, count: input.channels)
        }
    }
}
