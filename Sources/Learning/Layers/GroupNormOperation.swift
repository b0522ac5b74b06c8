import LinearAlgebra

/// Group normalization of one image, with ReLU after it if asked for.
///
///     y_c = scale_c · (x_c − mean_g)/√(variance_g + ε) + shift_c
///
/// over the pixels and channels of each group g, as one multiply-add per number: y = a_c·x + b_c.
struct GroupNormOperation: LayerOperation {
    let input: ImageShape
    let groups: Int
    let epsilon: Float
    let rectified: Bool
    /// Offsets in the parameter vector, `channels` numbers each.
    let scale: Int
    let shift: Int

    var inputCount: Int { input.count }
    var outputCount: Int { input.count }
    /// Mean and inverse deviation of each group.
    var savedCount: Int { 2 * groups }
    /// Two rows of channels for sums, two for coefficients.
    var scratchCount: Int { 4 * (channels + 8) }

    private var channels: Int { input.channels }
    private var pixels: Int { input.height * input.width }
    private var groupSize: Int { channels / groups }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        let (sums, squares) = (buffers.scratch, buffers.scratch + (channels + 8))
        let (a, b) = (squares + (channels + 8), squares + 2 * (channels + 8))
        sumsAboutFirstPixel(buffers.input, sums, squares)
        let n = Float(pixels)
        for group in 0..<groups {
            let members = group * groupSize..<(group + 1) * groupSize
            var mean: Float = 0
            for c in members { mean += buffers.input[c] + sums[c] / n }
            mean /= Float(groupSize)
            // Σ(x − mean)² = Σ_c [Σ(x − mean_c)² + n·(mean_c − mean)²]
            var spread: Float = 0
            for c in members {
                let off = buffers.input[c] + sums[c] / n - mean
                spread += max(0, squares[c] - sums[c] * sums[c] / n) + n * off * off
            }
            let inverse = 1 / (spread / (n * Float(groupSize)) + epsilon).squareRoot()
            buffers.saved[2 * group] = mean
            buffers.saved[2 * group + 1] = inverse
            for c in members {
                a[c] = parameters[scale + c] * inverse
                b[c] = parameters[shift + c] - a[c] * mean
            }
        }
        multiplyAdd(buffers.input, a, b, into: buffers.output)
    }

    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        if rectified { maskWhereNotPositive(buffers.output, buffers.outputDelta, count: outputCount) }
        let (sums, products) = (buffers.scratch, buffers.scratch + (channels + 8))
        let (b, d) = (products + (channels + 8), products + 2 * (channels + 8))
        sumsWithInput(buffers.outputDelta, buffers.input, sums, products)
        let count = Float(pixels * groupSize)
        for group in 0..<groups {
            let (mean, inverse) = (buffers.saved[2 * group], buffers.saved[2 * group + 1])
            // Σ scale·δ and Σ scale·δ·x̂ over the group
            var (plain, normalized): (Float, Float) = (0, 0)
            for c in group * groupSize..<(group + 1) * groupSize {
                let product = (products[c] - mean * sums[c]) * inverse
                let old = target.keep == 0 ? (0, 0) : (target.base[scale + c], target.base[shift + c])
                target.base[scale + c] = target.keep * old.0 + target.scale * product
                target.base[shift + c] = target.keep * old.1 + target.scale * sums[c]
                plain += parameters[scale + c] * sums[c]
                normalized += parameters[scale + c] * product
            }
            // dx = inverse·(scale·δ − plain/count − x̂·normalized/count) = a·δ + b·x + d
            for c in group * groupSize..<(group + 1) * groupSize {
                sums[c] = parameters[scale + c] * inverse
                b[c] = -inverse * inverse * normalized / count
                d[c] = -inverse * plain / count - b[c] * mean
            }
        }
        guard let inputDelta = buffers.inputDelta else { return }
        let whole = channels & ~7
        for pixel in 0..<pixels {
            let offset = pixel * channels
            var c = 0
            while c < whole {
                let value =
                    load8(sums + c) * load8(buffers.outputDelta + offset + c)
                    + (load8(b + c) * load8(buffers.input + offset + c) + load8(d + c))
                store8(value, inputDelta + offset + c)
                c += 8
            }
            while c < channels {
                inputDelta[offset + c] =
                    sums[c] * buffers.outputDelta[offset + c] + (b[c] * buffers.input[offset + c] + d[c])
                c += 1
            }
        }
    }

    /// Per channel Σ(x − x₀) and Σ(x − x₀)², x₀ the first pixel: one pass, and no cancellation where the mean is large.
    private func sumsAboutFirstPixel(
        _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ squares: UnsafeMutablePointer<Float>
    ) {
        let whole = channels & ~7
        var c = 0
        while c < whole {
            let origin = load8(x + c)
            var (sum, square) = (SIMD8<Float>(), SIMD8<Float>())
            for pixel in 1..<max(1, pixels) {
                let value = load8(x + pixel * channels + c) - origin
                sum += value
                square += value * value
            }
            store8(sum, sums + c)
            store8(square, squares + c)
            c += 8
        }
        while c < channels {
            var (sum, square): (Float, Float) = (0, 0)
            for pixel in 1..<max(1, pixels) {
                let value = x[pixel * channels + c] - x[c]
                sum += value
                square += value * value
            }
            sums[c] = sum
            squares[c] = square
            c += 1
        }
    }

    /// Per channel Σδ and Σδ·x.
    private func sumsWithInput(
        _ delta: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
        _ products: UnsafeMutablePointer<Float>
    ) {
        let whole = channels & ~7
        var c = 0
        while c < whole {
            var (sum, product) = (SIMD8<Float>(), SIMD8<Float>())
            for pixel in 0..<pixels {
                let value = load8(delta + pixel * channels + c)
                sum += value
                product += value * load8(x + pixel * channels + c)
            }
            store8(sum, sums + c)
            store8(product, products + c)
            c += 8
        }
        while c < channels {
            var (sum, product): (Float, Float) = (0, 0)
            for pixel in 0..<pixels {
                sum += delta[pixel * channels + c]
                product += delta[pixel * channels + c] * x[pixel * channels + c]
            }
            sums[c] = sum
            products[c] = product
            c += 1
        }
    }

    private func multiplyAdd(
        _ x: UnsafePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        let whole = channels & ~7
        for pixel in 0..<pixels {
            let offset = pixel * channels
            var c = 0
            while c < whole {
                var value = load8(a + c) * load8(x + offset + c) + load8(b + c)
                if rectified { value = value.replacing(with: 0, where: value .< 0) }
                store8(value, y + offset + c)
                c += 8
            }
            while c < channels {
                let value = a[c] * x[offset + c] + b[c]
                y[offset + c] = rectified && value < 0 ? 0 : value
                c += 1
            }
        }
    }
}
