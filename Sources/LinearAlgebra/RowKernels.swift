/// ‖a − b‖² over `count` elements, by differences: exact 0 for equal rows, no cancellation.
@inline(__always)
public func squaredDistance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    var (first, second) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 0))
    var k = 0
    while k + 16 <= count {
        let (d, e) = (lanes(a + k) - lanes(b + k), lanes(a + k + 8) - lanes(b + k + 8))
        first += d * d
        second += e * e
        k += 16
    }
    var sum = (first + second).sum()
    while k < count {
        let d = a[k] - b[k]
        sum += d * d
        k += 1
    }
    return sum
}

/// Σ_j max(0, current[j] − distance[j]): what a row of distances would take off the current ones.
///
/// Accumulated in Float over runs of 1024 elements and in Double over the runs.
public func sumOfReductions(
    from current: UnsafePointer<Float>, by distance: UnsafePointer<Float>, count: Int
) -> Double {
    var total = 0.0
    let zero = SIMD8<Float>(repeating: 0)
    var start = 0
    while start < count {
        let end = min(start + 1024, count)
        var (first, second) = (zero, zero)
        var j = start
        while j + 16 <= end {
            first += greater(lanes(current + j) - lanes(distance + j), zero)
            second += greater(lanes(current + j + 8) - lanes(distance + j + 8), zero)
            j += 16
        }
        var sum = (first + second).sum()
        while j < end {
            sum += max(current[j] - distance[j], 0)
            j += 1
        }
        total += Double(sum)
        start = end
    }
    return total
}

/// sum[j] += old − min(max(distance[j], new), old): what a point at distance d_j loses to row j when its current distance
/// falls from `old` to `new`.
public func addLostReductions(
    from old: Float, to new: Float, by distance: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int
) {
    let (high, low) = (SIMD8<Float>(repeating: old), SIMD8<Float>(repeating: new))
    var j = 0
    while j + 8 <= count {
        let lost = high - lesser(greater(lanes(distance + j), low), high)
        UnsafeMutableRawPointer(sum + j).storeBytes(of: lanes(sum + j) + lost, as: SIMD8<Float>.self)
        j += 8
    }
    while j < count {
        sum[j] += old - min(max(distance[j], new), old)
        j += 1
    }
}

/// Σ x_j, in Float over runs of 1024 and in Double over the runs.
public func sum(_ x: UnsafePointer<Float>, count: Int) -> Double {
    var total = 0.0
    var start = 0
    while start < count {
        let end = min(start + 1024, count)
        var run = SIMD8<Float>(repeating: 0)
        var j = start
        while j + 8 <= end {
            run += lanes(x + j)
            j += 8
        }
        var sum = run.sum()
        while j < end {
            sum += x[j]
            j += 1
        }
        total += Double(sum)
        start = end
    }
    return total
}

/// The first index of the largest element, and that element; (−1, −∞) for none.
public func largest(_ x: UnsafePointer<Float>, count: Int) -> (index: Int, value: Float) {
    var top = SIMD8<Float>(repeating: -.infinity)
    var k = 0
    while k + 8 <= count {
        top = greater(top, lanes(x + k))
        k += 8
    }
    var value = top.max()
    while k < count {
        value = max(value, x[k])
        k += 1
    }
    guard count > 0 else { return (-1, -.infinity) }
    var index = 0
    while x[index] != value { index += 1 }
    return (index, value)
}

/// Turns inner products into distances in place: products[j] ← (‖x‖² + ‖y_j‖² − 2⟨x, y_j⟩)^½.
///
/// A square below 4e-7·(‖x‖² + ‖y_j‖²) is what Float products cannot resolve, and becomes 0.
public func distances(
    fromProducts products: UnsafeMutablePointer<Float>, square: Float, squares: UnsafePointer<Float>, count: Int
) {
    let resolution: Float = 4e-7
    let (two, zero) = (SIMD8<Float>(repeating: 2), SIMD8<Float>(repeating: 0))
    var j = 0
    while j + 8 <= count {
        let sum = lanes(squares + j) + square
        let d = sum - two * lanes(products + j)
        let kept = d.replacing(with: zero, where: d .<= sum * resolution)
        UnsafeMutableRawPointer(products + j).storeBytes(of: kept.squareRoot(), as: SIMD8<Float>.self)
        j += 8
    }
    while j < count {
        let sum = squares[j] + square
        let d = sum - 2 * products[j]
        products[j] = d <= sum * resolution ? 0 : d.squareRoot()
        j += 1
    }
}

@inline(__always) private func lanes(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always) private func lanes(_ p: UnsafeMutablePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

// The library's pointwise minimum and maximum are calls into generic code; these become a comparison and a blend.
@inline(__always) private func lesser(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    a.replacing(with: b, where: b .< a)
}

@inline(__always) private func greater(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    a.replacing(with: b, where: b .> a)
}
