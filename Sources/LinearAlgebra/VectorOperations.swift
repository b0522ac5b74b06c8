import COpenBLAS

/// y ← y + α·x (SAXPY), element by element over equally long buffers.
public func add(_ x: UnsafeBufferPointer<Float>, scaledBy alpha: Float = 1, to y: UnsafeMutableBufferPointer<Float>) {
    precondition(x.count == y.count, "adding \(x.count) elements to \(y.count)")
    _ = BLASRuntime.useOneThreadPerCall
    cblas_saxpy(blasint(x.count), alpha, x.baseAddress, 1, y.baseAddress, 1)
}

/// x ← α·x (SSCAL).
public func scale(_ x: UnsafeMutableBufferPointer<Float>, by alpha: Float) {
    _ = BLASRuntime.useOneThreadPerCall
    cblas_sscal(blasint(x.count), alpha, x.baseAddress, 1)
}

/// ⟨x, y⟩ (SDOT), accumulated in Float.
public func dot(_ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>) -> Float {
    precondition(x.count == y.count, "the inner product of \(x.count) and \(y.count) elements")
    _ = BLASRuntime.useOneThreadPerCall
    return cblas_sdot(blasint(x.count), x.baseAddress, 1, y.baseAddress, 1)
}

extension Array where Element == Float {
    /// self ← self + α·x.
    public mutating func add(_ x: [Float], scaledBy alpha: Float = 1) {
        withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { LinearAlgebra.add($0, scaledBy: alpha, to: y) }
        }
    }

    /// self ← α·self.
    public mutating func scale(by alpha: Float) {
        withUnsafeMutableBufferPointer { LinearAlgebra.scale($0, by: alpha) }
    }
}
