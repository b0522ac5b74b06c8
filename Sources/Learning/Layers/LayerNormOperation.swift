import LinearAlgebra

/// y_c = scale_c·x̂_c + shift_c with x̂ = (x − mean)/√(variance + ε), over the channels of each position.
struct LayerNormOperation: LayerOperation {
    let positions: Int
    let width: Int
    let epsilon: Float
    /// Offsets in the parameter vector, `width` numbers each.
    let scale: Int
    let shift: Int

    var inputCount: Int { positions * width }
    var outputCount: Int { positions * width }
    /// Mean and inverse deviation of each position.
    var savedCount: Int { 2 * positions }
    /// The gradients of scale and shift, and a row.
    var scratchCount: Int { 3 * width }
    var worksByImage: Bool { false }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let (scale, shift) = (parameters + scale, parameters + shift)
        for row in 0..<batch * positions {
            let (x, y) = (buffers.input + row * width, buffers.output + row * width)
            let mean = sum(x, width) / Float(width)
            // Twice over the row, so that nothing cancels where the mean is large.
            let spread = sumOfSquares(x, width, about: mean)
            let inverse = 1 / (spread / Float(width) + epsilon).squareRoot()
            buffers.saved[2 * row] = mean
            buffers.saved[2 * row + 1] = inverse
            eachVector(width) { j in
                store4((load4(x + j) - mean) * inverse * load4(scale + j) + load4(shift + j), y + j)
            } each: { j in
                y[j] = (x[j] - mean) * inverse * scale[j] + shift[j]
            }
        }
    }

    /// The derivative by the input may go where that by the output is.
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        let scale = parameters + scale
        let (scaleGradient, shiftGradient) = (buffers.scratch, buffers.scratch + width)
        let scaled = buffers.scratch + 2 * width
        buffers.scratch.update(repeating: 0, count: 2 * width)
        let share = 1 / Float(width)
        for row in 0..<batch * positions {
            let (x, delta) = (buffers.input + row * width, buffers.outputDelta + row * width)
            let (mean, inverse) = (buffers.saved[2 * row], buffers.saved[2 * row + 1])
            // g = scale·δ with Σg and Σg·x̂
            var (plain, normalized) = (SIMD4<Float>(), SIMD4<Float>())
            var (restPlain, restNormalized): (Float, Float) = (0, 0)
            eachVector(width) { j in
                let (d, unit) = (load4(delta + j), (load4(x + j) - mean) * inverse)
                store4(load4(scaleGradient + j) + d * unit, scaleGradient + j)
                store4(load4(shiftGradient + j) + d, shiftGradient + j)
                let g = load4(scale + j) * d
                store4(g, scaled + j)
                plain += g
                normalized += g * unit
            } each: { j in
                let unit = (x[j] - mean) * inverse
                scaleGradient[j] += delta[j] * unit
                shiftGradient[j] += delta[j]
                scaled[j] = scale[j] * delta[j]
                restPlain += scaled[j]
                restNormalized += scaled[j] * unit
            }
            guard let inputDelta = buffers.inputDelta.map({ $0 + row * width }) else { continue }
            // dx = inverse·(g − Σg/width − x̂·Σ(g·x̂)/width)
            let offset = (plain.sum() + restPlain) * share
            let slope = (normalized.sum() + restNormalized) * share
            eachVector(width) { j in
                let unit = (load4(x + j) - mean) * inverse
                store4((load4(scaled + j) - offset - unit * slope) * inverse, inputDelta + j)
            } each: { j in
                inputDelta[j] = (scaled[j] - offset - (x[j] - mean) * inverse * slope) * inverse
            }
        }
        merge(scaleGradient, count: width, into: target.offset(by: self.scale))
        merge(shiftGradient, count: width, into: target.offset(by: shift))
    }
}
