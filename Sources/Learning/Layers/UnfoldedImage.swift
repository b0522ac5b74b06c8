/// How an image is laid out anew so that a convolution becomes a few matrix products.
///
/// Each row of the unfolded image holds, for one output column x, the `kernel`·channels numbers under the window's row:
/// a contiguous piece of the (padded) image row. A convolution then is one product per kernel row over a *shifted block*
/// of these rows, added up; the blocks overlap, so the unfolded image is only about `kernel` times the image and not
/// kernel² times as with im2col. With a vertical stride, image rows of equal remainder lie together, so that every
/// block is contiguous. Source: Cho and Brand, "MEC: memory-efficient convolution", ICML 2017, here with all channels
/// innermost and with strides.
///
/// Where the window's row is short (few channels), all kernel rows are unfolded side by side (`kernelRows` = kernel):
/// that is im2col and a single product.
struct UnfoldedImage {
    let input: ImageShape
    let outputHeight: Int
    let outputWidth: Int
    let kernel: Int
    let stride: Int
    let padding: Int
    /// Kernel rows that one unfolded row holds: 1 or `kernel`.
    let kernelRows: Int

    /// Numbers under one row of the window.
    var segment: Int { kernel * input.channels }
    /// Numbers of one unfolded row.
    var rowLength: Int { kernelRows * segment }
    /// Products that the convolution takes.
    var productCount: Int { kernel / kernelRows }
    /// Rows of each product: one for each output position.
    var productRows: Int { outputHeight * outputWidth }
    /// Image rows (padding included) that the window visits if `kernelRows` is 1.
    private var visitedRows: Int { (outputHeight - 1) * stride + kernel }
    /// Blocks of `outputWidth` unfolded rows.
    private var blockCount: Int { kernelRows == 1 ? visitedRows : outputHeight }
    var count: Int { blockCount * outputWidth * rowLength }

    init(input: ImageShape, outputHeight: Int, outputWidth: Int, kernel: Int, stride: Int, padding: Int) {
        self.input = input
        self.outputHeight = outputHeight
        self.outputWidth = outputWidth
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        // Measured: below some thirty numbers the products are too thin to run well.
        kernelRows = kernel * input.channels <= 32 ? kernel : 1
    }

    /// Where the block of visited row `row` begins, counted in blocks: rows of equal remainder modulo the stride lie
    /// together.
    private func block(ofRow row: Int) -> Int {
        var start = 0
        for remainder in 0..<row % stride { start += (visitedRows - remainder + stride - 1) / stride }
        return start + row / stride
    }

    /// Offset of the first unfolded row that product `index` reads.
    func productOffset(_ index: Int) -> Int {
        kernelRows == 1 ? block(ofRow: index) * outputWidth * rowLength : 0
    }

    /// Writes the unfolded form of `image`; may write `bufferSlack` numbers past its end.
    func unfold(_ image: UnsafePointer<Float>, into unfolded: UnsafeMutablePointer<Float>) {
        let rowCount = input.width * input.channels
        for row in 0..<(kernelRows == 1 ? visitedRows : outputHeight) {
            let top = kernelRows == 1 ? row - padding : row * stride - padding
            let blockStart = kernelRows == 1 ? block(ofRow: row) : row
            var target = unfolded + blockStart * outputWidth * rowLength
            for x in 0..<outputWidth {
                let left = x * stride - padding
                for y in top..<top + kernelRows {
                    if y < 0 || y >= input.height {
                        zero(target, segment)
                    } else if left >= 0 && left + kernel <= input.width {
                        copyUpwards(image + y * rowCount + left * input.channels, target, segment)
                    } else {
                        let first = min(max(0, -left), kernel)
                        let last = max(first, min(kernel, input.width - left))
                        zero(target, first * input.channels)
                        copyUpwards(
                            image + y * rowCount + (left + first) * input.channels, target + first * input.channels,
                            (last - first) * input.channels)
                        zero(target + last * input.channels, (kernel - last) * input.channels)
                    }
                    target += segment
                }
            }
        }
    }

    /// The transpose of `unfold`: image ← Σ of the numbers that `unfold` would have copied from each place.
    func fold(_ unfolded: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>) {
        let rowCount = input.width * input.channels
        image.update(repeating: 0, count: input.count)
        for row in 0..<(kernelRows == 1 ? visitedRows : outputHeight) {
            let top = kernelRows == 1 ? row - padding : row * stride - padding
            let blockStart = kernelRows == 1 ? block(ofRow: row) : row
            var source = unfolded + blockStart * outputWidth * rowLength
            for x in 0..<outputWidth {
                let left = x * stride - padding
                let first = min(max(0, -left), kernel)
                let last = max(first, min(kernel, input.width - left))
                for y in top..<top + kernelRows {
                    if y >= 0 && y < input.height {
                        addExactly(
                            source + first * input.channels, image + y * rowCount + (left + first) * input.channels,
                            (last - first) * input.channels)
                    }
                    source += segment
                }
            }
        }
    }

    /// Zeroes the unfolded rows that product 0 does not reach.
    func zeroBeyondFirstProduct(_ unfolded: UnsafeMutablePointer<Float>) {
        let reached = productRows * rowLength
        (unfolded + reached).update(repeating: 0, count: count - reached)
    }
}

/// Copies eight at a time and past the end; later copies to higher addresses put that right.
@inline(__always)
private func copyUpwards(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    var i = 0
    while i < count {
        store8(load8(source + i), target + i)
        i += 8
    }
}

@inline(__always) private func zero(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
    var i = 0
    while i < count {
        store8(SIMD8(), target + i)
        i += 8
    }
}

@inline(__always)
private func addExactly(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        store8(load8(target + i) + load8(source + i), target + i)
        i += 8
    }
    while i < count {
        target[i] += source[i]
        i += 1
    }
}
