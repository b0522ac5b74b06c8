/// Largest of each size×size window of one image; windows lie side by side, what fills no window is left out.
struct MaxPoolOperation: LayerOperation {
    let input: ImageShape
    let size: Int

    var outputHeight: Int { input.height / size }
    var outputWidth: Int { input.width / size }
    var inputCount: Int { input.count }
    var outputCount: Int { outputHeight * outputWidth * input.channels }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let channels = input.channels
        var target = buffers.output
        for y in 0..<outputHeight {
            for x in 0..<outputWidth {
                let corner = buffers.input + (y * size * input.width + x * size) * channels
                var c = 0
                while c < channels {  // past the end of the pixel, put right by the next one
                    var top = load8(corner + c)
                    for row in 0..<size {
                        for column in 0..<size {
                            let value = load8(corner + (row * input.width + column) * channels + c)
                            // A NaN in the window wins, as in PyTorch, so that divergence is seen.
                            top.replace(with: value, where: (value .> top) .| (value .!= value))
                        }
                    }
                    store8(top, target + c)
                    c += 8
                }
                target += channels
            }
        }
    }

    /// The derivative goes to the first largest number of the window, row by row.
    ///
    /// Image rows are written from left to right, so that what a pixel's last eight numbers write past it is put right by
    /// the next one; the edge that fills no window is zeroed at the end of each row.
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else { return }
        let channels = input.channels
        let rowCount = input.width * channels
        let covered = outputWidth * size * channels
        for y in 0..<outputHeight {
            for row in 0..<size {
                let line = (y * size + row) * rowCount
                for x in 0..<outputWidth {
                    let pooled = (y * outputWidth + x) * channels
                    for column in 0..<size {
                        var c = 0
                        while c < channels {
                            let corner = buffers.input + (y * size * rowCount + x * size * channels + c)
                            let top = load8(buffers.output + pooled + c)
                            let place = line + (x * size + column) * channels + c
                            var value = load8(buffers.outputDelta + pooled + c)
                            value.replace(with: 0, where: load8(buffers.input + place) .!= top)
                            for earlierRow in 0...row {
                                for earlier in 0..<(earlierRow == row ? column : size) {
                                    let other = load8(corner + earlierRow * rowCount + earlier * channels)
                                    value.replace(with: 0, where: other .== top)
                                }
                            }
                            store8(value, inputDelta + place)
                            c += 8
                        }
                    }
                }
                (inputDelta + line + covered).update(repeating: 0, count: rowCount - covered)
            }
        }
        let end = outputHeight * size * rowCount
        (inputDelta + end).update(repeating: 0, count: inputCount - end)
    }
}
