// Passes over the rows of a sequence, four numbers at a time: vectors as wide as every processor's registers, for masks and
// conversions of eight are taken apart.

@inline(__always) func load4(_ p: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always) func load4(_ p: UnsafeMutablePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always) func store4(_ value: SIMD4<Float>, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: SIMD4<Float>.self)
}

/// Indices 0, 4, 8, … of whole vectors, then those of what is left, one by one.
@inline(__always)
func eachVector(_ count: Int, _ vector: (Int) -> Void, each: (Int) -> Void) {
    let whole = count & ~3
    var j = 0
    while j < whole {
        vector(j)
        j += 4
    }
    while j < count {
        each(j)
        j += 1
    }
}

/// Σx.
func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var total = SIMD4<Float>()
    var rest: Float = 0
    eachVector(count) {
        total += load4(x + $0)
    } each: {
        rest += x[$0]
    }
    return total.sum() + rest
}

/// The largest of at least one number; NaN never wins.
func largest(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var top = SIMD4<Float>(repeating: -.infinity)
    var rest = -Float.infinity
    eachVector(count) { j in
        let value = load4(x + j)
        top = top.replacing(with: value, where: value .> top)
    } each: { j in
        if x[j] > rest { rest = x[j] }
    }
    return Swift.max(top.max(), rest)
}

/// Σ(x − center)².
func sumOfSquares(_ x: UnsafePointer<Float>, _ count: Int, about center: Float) -> Float {
    var total = SIMD4<Float>()
    var rest: Float = 0
    eachVector(count) { j in
        let difference = load4(x + j) - center
        total += difference * difference
    } each: { j in
        let difference = x[j] - center
        rest += difference * difference
    }
    return total.sum() + rest
}

/// Σx·y.
func innerProduct(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Float {
    var total = SIMD4<Float>()
    var rest: Float = 0
    eachVector(count) {
        total += load4(x + $0) * load4(y + $0)
    } each: {
        rest += x[$0] * y[$0]
    }
    return total.sum() + rest
}

/// eˣ to about 2 units in the last place; 0 below −87, and e⁸⁸ above 88.
///
/// Source: the polynomial and the split of ln 2 of Moshier's Cephes library, `expf`.
@inline(__always) func exponential(_ x: SIMD4<Float>) -> SIMD4<Float> {
    let tooSmall = x .< -87
    let x = x.replacing(with: -87, where: tooSmall).replacing(with: 88, where: x .> 88)
    // Adding 1.5·2²³ rounds to a whole number, which then stands in the lowest bits.
    let magic = SIMD4<Float>(repeating: 12_582_912)
    let shifted = x * 1.442_695_04 + magic
    let power = shifted - magic
    let r = (x - power * 0.693_359_375) + power * 2.121_944_4e-4
    var p = r * 1.987_569_15e-4 + 1.398_199_951e-3
    p = p * r + 8.333_451_907e-3
    p = p * r + 4.166_579_589e-2
    p = p * r + 1.666_666_546e-1
    p = p * r + 5.000_000_12e-1
    let mantissa = p * (r * r) + r + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD4<Int32>.self) &- unsafeBitCast(magic, to: SIMD4<Int32>.self)) &<< 23
    let result = unsafeBitCast(unsafeBitCast(mantissa, to: SIMD4<Int32>.self) &+ exponent, to: SIMD4<Float>.self)
    return result.replacing(with: 0, where: tooSmall)
}

/// GELU in the form with tanh: y = x·σ(2u), u = √(2/π)·(x + 0.044715·x³), and its derivative in place of x.
///
/// Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016; `torch.nn.GELU(approximate="tanh")`.
func gelu(_ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    eachVector(count) { j in
        let (value, slope) = gelu(load4(x + j))
        store4(value, y + j)
        store4(slope, x + j)
    } each: { j in
        let (value, slope) = gelu(SIMD4(repeating: x[j]))
        (y[j], x[j]) = (value[0], slope[0])
    }
}

@inline(__always)
private func gelu(_ x: SIMD4<Float>) -> (value: SIMD4<Float>, slope: SIMD4<Float>) {
    let square = x * x
    // 2√(2/π) and, in the derivative of 2u, three times 0.044715 of it
    let sigmoid = 1 / (1 + exponential(-1.595_769_122 * (x + 0.044_715 * x * square)))
    let slope = 1.595_769_122 + 0.214_064_449 * square
    return (x * sigmoid, sigmoid + x * sigmoid * (1 - sigmoid) * slope)
}

/// y ← y·x.
func multiply(_ y: UnsafeMutablePointer<Float>, by x: UnsafePointer<Float>, count: Int) {
    eachVector(count) {
        store4(load4(y + $0) * load4(x + $0), y + $0)
    } each: {
        y[$0] *= x[$0]
    }
}
