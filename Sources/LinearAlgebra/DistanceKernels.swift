/// ‖a − b‖² over `count` elements, by differences: exact 0 for equal rows, no cancellation.
///
/// In sixteen sums over `squaredDistanceBlock` elements at a time, so that the rounding of long rows stays small.
@inline(__always)
public func squaredDistance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    var total: Float = 0
    var start = 0
    repeat {
        let end = min(count, start + squaredDistanceBlock)
        var (first, second) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 0))
        var k = start
        while k + 16 <= end {
            let (d, e) = (eight(a + k) - eight(b + k), eight(a + k + 8) - eight(b + k + 8))
            first += d * d
            second += e * e
            k += 16
        }
        var sum = (first + second).sum()
        while k < end {
            let d = a[k] - b[k]
            sum += d * d
            k += 1
        }
        total += sum
        start = end
    } while start < count
    return total
}

/// Elements whose squares `squaredDistance` adds up before they join the rest.
public let squaredDistanceBlock = 4096

/// Turns inner products into distances in place: products[j] ← (‖x‖² + ‖y_j‖² − 2⟨x, y_j⟩)^½.
///
/// A square below 4e-7·(‖x‖² + ‖y_j‖²) is what Float products cannot resolve, and becomes 0.
public func distances(
    fromProducts products: UnsafeMutablePointer<Float>, square: Float, squares: UnsafePointer<Float>, count: Int
) {
    let resolution: Float = 4e-7
    for j in 0..<count {
        let sum = squares[j] + square
        let d = sum - 2 * products[j]
        products[j] = squareRoot(d <= sum * resolution ? 0 : d)
    }
}

/// √x for finite x ≥ 0, to 1.5e-7 relative, without branches, so that loops over it become vector instructions; the
/// library's function tests for negative numbers one by one.
///
/// A first guess of 1/√x from the bits of x, one step to 6.5e-4 (constants of Kadlec, 2010), and the series
/// √x = y (1 − δ)^−½ = y (1 + δ/2 + 3δ²/8 + …), y = x·r, δ = 1 − x·r².
@inline(__always)
private func squareRoot(_ x: Float) -> Float {
    let guess = Float(bitPattern: 0x5F1F_FFF9 &- (x.bitPattern >> 1))
    let r = guess * (1.681_913_9 - 0.703_952_25 * (x * guess * guess))
    let y = x * r
    let delta = 1 - y * r
    return y + y * (delta * (0.5 + 0.375 * delta))
}

/// columnSums[j] += x[j], and Σ_j x[j] with the largest x[j] (−∞ for none), in one pass. The sum is in Float.
public func accumulate(
    _ x: UnsafePointer<Float>, into columnSums: UnsafeMutablePointer<Float>, count: Int
) -> (sum: Float, largest: Float) {
    var run = (SIMD4<Float>(repeating: 0), SIMD4<Float>(repeating: 0))
    var top = (SIMD4<Float>(repeating: -.infinity), SIMD4<Float>(repeating: -.infinity))
    var j = 0
    while j + 8 <= count {
        let (a, b) = (four(x + j), four(x + j + 4))
        run = (run.0 + a, run.1 + b)
        top = (greater(top.0, a), greater(top.1, b))
        store(four(columnSums + j) + a, to: columnSums + j)
        store(four(columnSums + j + 4) + b, to: columnSums + j + 4)
        j += 8
    }
    var (sum, largest) = ((run.0 + run.1).sum(), greater(top.0, top.1).max())
    while j < count {
        sum += x[j]
        largest = max(largest, x[j])
        columnSums[j] += x[j]
        j += 1
    }
    return (sum, largest)
}

/// What distances d_j between a point x and points y_j take off current distances, both ways in one pass:
/// columnSums[j] += max(0, own − d_j), and Σ_j max(0, current[j] − d_j), in Float.
public func accumulateReductions(
    by distance: UnsafePointer<Float>, own: Float, current: UnsafePointer<Float>,
    into columnSums: UnsafeMutablePointer<Float>, count: Int
) -> Float {
    let zero = SIMD4<Float>(repeating: 0)
    var run = (zero, zero)
    var j = 0
    while j + 8 <= count {
        let (a, b) = (four(distance + j), four(distance + j + 4))
        run.0 += greater(four(current + j) - a, zero)
        run.1 += greater(four(current + j + 4) - b, zero)
        store(four(columnSums + j) + greater(own - a, zero), to: columnSums + j)
        store(four(columnSums + j + 4) + greater(own - b, zero), to: columnSums + j + 4)
        j += 8
    }
    var sum = (run.0 + run.1).sum()
    while j < count {
        sum += max(current[j] - distance[j], 0)
        columnSums[j] += max(own - distance[j], 0)
        j += 1
    }
    return sum
}

/// Enters x[j] − offset into the largest and the second largest number seen at each place j; `holder[j]` becomes `name`
/// where it is the new largest (a tie leaves the holder).
public func raiseLargestTwo(
    by x: UnsafePointer<Float>, minus offset: Float, from name: Int32, largest: UnsafeMutablePointer<Float>,
    second: UnsafeMutablePointer<Float>, holder: UnsafeMutablePointer<Int32>, count: Int
) {
    let (offsets, names) = (SIMD4<Float>(repeating: offset), SIMD4<Int32>(repeating: name))
    var j = 0
    while j + 4 <= count {
        let (value, top) = (four(x + j) - offsets, four(largest + j))
        let isNew = value .> top
        let holders = UnsafeRawPointer(holder + j).loadUnaligned(as: SIMD4<Int32>.self)
        store(greater(four(second + j), value.replacing(with: top, where: isNew)), to: second + j)
        store(top.replacing(with: value, where: isNew), to: largest + j)
        UnsafeMutableRawPointer(holder + j).storeBytes(
            of: holders.replacing(with: names, where: isNew), as: SIMD4<Int32>.self)
        j += 4
    }
    while j < count {
        let value = x[j] - offset
        if value > largest[j] {
            (second[j], largest[j], holder[j]) = (largest[j], value, name)
        } else {
            second[j] = max(second[j], value)
        }
        j += 1
    }
}

/// Σ_j max(0, current[j] − distance[j]): what a row of distances would take off the current ones.
///
/// Accumulated in Float over runs of 1024 elements and in Double over the runs.
public func sumOfReductions(
    from current: UnsafePointer<Float>, by distance: UnsafePointer<Float>, count: Int
) -> Double {
    var total = 0.0
    let zero = SIMD4<Float>(repeating: 0)
    var start = 0
    while start < count {
        let end = min(start + 1024, count)
        var (first, second) = (zero, zero)
        var j = start
        while j + 8 <= end {
            first += greater(four(current + j) - four(distance + j), zero)
            second += greater(four(current + j + 4) - four(distance + j + 4), zero)
            j += 8
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

/// sums[j] += old − min(max(distance[j], new), old): what a point at distance d_j loses to row j when its current distance
/// falls from `old` to `new`; nothing if old = new.
public func addLostReductions(
    from old: Float, to new: Float, by distance: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, count: Int
) {
    for j in 0..<count {
        let raised = distance[j] > new ? distance[j] : new
        sums[j] += old - (raised < old ? raised : old)
    }
}
