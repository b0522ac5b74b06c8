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

    /// Numbers of working memory that `unfold` needs besides.
    var frameCount: Int {
        kernelRows == 1
            ? 0 : (input.height + 2 * padding) * (input.width + 2 * padding) * input.channels + bufferSlack
    }

    /// Writes the unfolded form of `image`; may write `bufferSlack` numbers past its end.
    func unfold(
        _ image: UnsafePointer<Float>, into unfolded: UnsafeMutablePointer<Float>, frame: UnsafeMutablePointer<Float>
    ) {
        if kernelRows == 1 {
            unfoldSingleRows(image, into: unfolded)
        } else {
            unfoldWindows(image, into: unfolded, frame: frame)
        }
    }

    private func unfoldSingleRows(_ image: UnsafePointer<Float>, into unfolded: UnsafeMutablePointer<Float>) {
        let rowCount = input.width * input.channels
        for row in 0..<visitedRows {
            let y = row - padding
            var target = unfolded + block(ofRow: row) * outputWidth * rowLength
            guard 0..<input.height ~= y else {
                target.update(repeating: 0, count: outputWidth * rowLength)
                continue
            }
            for x in 0..<outputWidth {
                let left = x * stride - padding
                if left >= 0 && left + kernel <= input.width {
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

    /// By way of a copy with a frame of zeros: with whole windows nearly every row would have an edge to see to.
    private func unfoldWindows(
        _ image: UnsafePointer<Float>, into unfolded: UnsafeMutablePointer<Float>, frame: UnsafeMutablePointer<Float>
    ) {
        let rowCount = input.width * input.channels
        let framedRow = rowCount + 2 * padding * input.channels
        var source = image
        if padding > 0 {
            frame.update(repeating: 0, count: frameCount)
            for y in 0..<input.height {
                (frame + (y + padding) * framedRow + padding * input.channels).update(
                    from: image + y * rowCount, count: rowCount)
            }
            source = UnsafePointer(frame)
        }
        var target = unfolded
        for y in 0..<outputHeight {
            for x in 0..<outputWidth {
                var line = source + y * stride * framedRow + x * stride * input.channels
                for _ in 0..<kernel {
                    copyUpwards(line, target, segment)
                    line += framedRow
                    target += segment
                }
            }
        }
    }

    /// The transpose of `unfold`: image ← Σ of the numbers that `unfold` would have copied from each place.
    ///
    /// Gathers what belongs to a pixel instead of adding window after window to the image: neighbouring windows overlap by
    /// uneven amounts, and a load that straddles two fresh stores waits for both.
    func fold(_ unfolded: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>) {
        let blockLength = outputWidth * rowLength
        var target = image
        for y in 0..<input.height {
            // The kernel rows over this image row: from which unfolded block on, how many, how far apart.
            var start = unfolded
            var count: Int
            if kernelRows == 1 {
                count = y + padding < visitedRows ? 1 : 0
                start += block(ofRow: y + padding) * blockLength
            } else {
                let terms = Self.terms(at: y + padding, outputs: outputHeight, kernel: kernel, stride: stride)
                count = terms.count
                start += terms.firstOutput * blockLength + terms.firstOffset * segment
            }
            let step = stride * segment - blockLength
            for x in 0..<input.width {
                let terms = Self.terms(at: x + padding, outputs: outputWidth, kernel: kernel, stride: stride)
                let corner = start + terms.firstOutput * rowLength + terms.firstOffset * input.channels
                let stride = stride * input.channels - rowLength
                var c = 0
                while c < input.channels {  // past the end of the pixel, put right by the next one
                    var sum = SIMD8<Float>()
                    var line = corner + c
                    for _ in 0..<count {
                        var place = line
                        for _ in 0..<terms.count {
                            sum += load8(place)
                            place += stride
                        }
                        line += step
                    }
                    store8(sum, target + c)
                    c += 8
                }
                target += input.channels
            }
        }
    }

    /// Along one axis, the windows that cover padded position `at`: output o with offset i = at − o·stride in 0..<kernel.
    ///
    /// - Returns: the highest such output with its offset, and how many there are; each next one has the output before and
    ///   an offset larger by the stride.
    @inline(__always)
    private static func terms(
        at position: Int, outputs: Int, kernel: Int, stride: Int
    ) -> (firstOutput: Int, firstOffset: Int, count: Int) {
        let last = stride == 1 ? position : position / stride
        let skipped = max(0, last - (outputs - 1))
        let output = last - skipped
        let offset = position - output * stride
        guard output >= 0, offset < kernel else { return (0, 0, 0) }
        let room = stride == 1 ? kernel - 1 - offset : (kernel - 1 - offset) / stride
        return (output, offset, min(output, room) + 1)
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
