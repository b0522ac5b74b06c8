import LinearAlgebra

// Passes over activations, eight numbers at a time; the remainder one by one, in the same order of operations.

/// x ← max(x + bias, 0) or x + bias, for each of `rows` rows.
///
/// Where a row is no multiple of eight numbers, eight rows are: they are worked through as one row of eight biases.
func addBias(
    _ bias: UnsafePointer<Float>, to x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, rectify: Bool
) {
    var done = 0
    if columns % 8 == 0 {
        addBiasVectors(bias, to: x, rows: rows, columns: columns, rectify: rectify)
        done = rows
    } else if rows >= 8 {
        done = rows & ~7
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 8 * columns) { tile in
            for i in tile.indices { tile.initializeElement(at: i, to: bias[i % columns]) }
            addBiasVectors(
                UnsafePointer(tile.baseAddress!), to: x, rows: done / 8, columns: 8 * columns, rectify: rectify)
        }
    }
    for row in done..<rows {
        let line = x + row * columns
        for j in 0..<columns {
            let value = line[j] + bias[j]
            line[j] = rectify && value < 0 ? 0 : value
        }
    }
}

private func addBiasVectors(
    _ bias: UnsafePointer<Float>, to x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, rectify: Bool
) {
    for row in 0..<rows {
        let line = x + row * columns
        var j = 0
        while j < columns {
            var value = load8(line + j) + load8(bias + j)
            if rectify { value = value.replacing(with: 0, where: value .< 0) }
            store8(value, line + j)
            j += 8
        }
    }
}

/// x ← max(x, 0).
func rectify(_ x: UnsafeMutablePointer<Float>, count: Int) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        let value = load8(x + i)
        store8(value.replacing(with: 0, where: value .< 0), x + i)
        i += 8
    }
    while i < count {
        if x[i] < 0 { x[i] = 0 }
        i += 1
    }
}

/// y ← max(y + x, 0).
func addAndRectify(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        let value = load8(y + i) + load8(x + i)
        store8(value.replacing(with: 0, where: value .< 0), y + i)
        i += 8
    }
    while i < count {
        let value = y[i] + x[i]
        y[i] = value < 0 ? 0 : value
        i += 1
    }
}

/// y ← y + x.
func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        store8(load8(y + i) + load8(x + i), y + i)
        i += 8
    }
    while i < count {
        y[i] += x[i]
        i += 1
    }
}

/// target[i] ← keep·target[i] + scale·gradient[i] for the first `count` entries.
func merge(_ gradient: UnsafePointer<Float>, count: Int, into target: GradientTarget) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        let old = target.keep == 0 ? SIMD8<Float>() : target.keep * load8(target.base + i)
        store8(old + target.scale * load8(gradient + i), target.base + i)
        i += 8
    }
    while i < count {
        target.base[i] = (target.keep == 0 ? 0 : target.keep * target.base[i]) + target.scale * gradient[i]
        i += 1
    }
}

/// As two merges, first of one gradient and then of the other with keep = 1, in one pass.
func merge(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, count: Int, into target: GradientTarget
) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        let old = target.keep == 0 ? SIMD8<Float>() : target.keep * load8(target.base + i)
        store8(
            old + target.scale * load8(first + i) + target.scale * load8(second + i), target.base + i)
        i += 8
    }
    while i < count {
        let old = target.keep == 0 ? 0 : target.keep * target.base[i]
        target.base[i] = old + target.scale * first[i] + target.scale * second[i]
        i += 1
    }
}

/// delta ← delta where y > 0, else 0: the derivative of ReLU, from its output y.
func maskWhereNotPositive(_ y: UnsafePointer<Float>, _ delta: UnsafeMutablePointer<Float>, count: Int) {
    let whole = count & ~7
    var i = 0
    while i < whole {
        store8(load8(delta + i).replacing(with: 0, where: load8(y + i) .<= 0), delta + i)
        i += 8
    }
    while i < count {
        if y[i] <= 0 { delta[i] = 0 }
        i += 1
    }
}

/// target[at + j] ← keep·target[at + j] + scale·Σ_rows delta[row, j]; thin rows as in `addBias`.
func addColumnSums(
    of delta: UnsafePointer<Float>, rows: Int, columns: Int, to target: GradientTarget, at offset: Int
) {
    let out = target.base + offset
    guard columns % 8 != 0 else {
        columnSums(of: delta, rows: rows, columns: columns) { sum, j in
            let old = target.keep == 0 ? SIMD8<Float>() : target.keep * load8(out + j)
            store8(old + target.scale * sum, out + j)
        }
        return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 8 * columns) { tile in
        let tile = tile.baseAddress!
        columnSums(of: delta, rows: rows / 8, columns: 8 * columns) { sum, j in store8(sum, tile + j) }
        for j in 0..<columns {
            var sum: Float = 0
            for i in 0..<8 { sum += tile[i * columns + j] }
            for row in rows & ~7..<rows { sum += delta[row * columns + j] }
            out[j] = (target.keep == 0 ? 0 : target.keep * out[j]) + target.scale * sum
        }
    }
}

@inline(__always)
private func columnSums(
    of delta: UnsafePointer<Float>, rows: Int, columns: Int, _ body: (SIMD8<Float>, Int) -> Void
) {
    var j = 0
    while j < columns {
        var sum = SIMD8<Float>()
        for row in 0..<rows { sum += load8(delta + row * columns + j) }
        body(sum, j)
        j += 8
    }
}

@inline(__always) func load8(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always) func load8(_ p: UnsafeMutablePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always) func store8(_ value: SIMD8<Float>, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: SIMD8<Float>.self)
}
