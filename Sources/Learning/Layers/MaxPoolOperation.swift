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
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else { return }
        let channels = input.channels
        let whole = channels & ~7
        inputDelta.update(repeating: 0, count: inputCount)
        for y in 0..<outputHeight {
            for x in 0..<outputWidth {
                let corner = (y * size * input.width + x * size) * channels
                let pooled = (y * outputWidth + x) * channels
                var c = 0
                while c < whole {
                    let top = load8(buffers.output + pooled + c)
                    var rest = load8(buffers.outputDelta + pooled + c)
                    for row in 0..<size {
                        for column in 0..<size {
                            let place = corner + (row * input.width + column) * channels + c
                            let hit = load8(buffers.input + place) .== top
                            store8(SIMD8<Float>().replacing(with: rest, where: hit), inputDelta + place)
                            rest.replace(with: 0, where: hit)
                        }
                    }
                    c += 8
                }
                while c < channels {
                    let top = buffers.output[pooled + c]
                    var rest = buffers.outputDelta[pooled + c]
                    for row in 0..<size {
                        for column in 0..<size {
                            let place = corner + (row * input.width + column) * channels + c
                            if buffers.input[place] == top {
                                inputDelta[place] = rest
                                rest = 0
                            }
                        }
                    }
                    c += 1
                }
            }
        }
    }
}
