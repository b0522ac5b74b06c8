/// The first index of the largest element, and that element; (−1, −∞) for none.
public func largest(_ x: UnsafePointer<Float>, count: Int) -> (index: Int, value: Float) {
    var top = (SIMD4<Float>(repeating: -.infinity), SIMD4<Float>(repeating: -.infinity))
    var k = 0
    while k + 8 <= count {
        top = (greater(top.0, four(x + k)), greater(top.1, four(x + k + 4)))
        k += 8
    }
    var value = greater(top.0, top.1).max()
    while k < count {
        value = max(value, x[k])
        k += 1
    }
    guard count > 0 else { return (-1, -.infinity) }
    var index = 0
    while x[index] != value { index += 1 }
    return (index, value)
}

// Vectors as wide as every processor's registers, four numbers, where a mask is used: masks of eight are taken apart and
// put together again with shuffles, at several times the cost of the arithmetic.

@inline(__always) func four(_ p: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always) func four(_ p: UnsafeMutablePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always) func eight(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always) func store(_ value: SIMD4<Float>, to p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: SIMD4<Float>.self)
}

// The library's pointwise maximum is a call into generic code; this becomes the one instruction.
@inline(__always) func greater(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    a.replacing(with: b, where: b .> a)
}
