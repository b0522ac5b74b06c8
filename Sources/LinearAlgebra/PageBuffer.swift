#if canImport(Glibc)
    import Glibc
#endif

/// Uninitialized Floats for a matrix of many megabytes, on huge pages where the system offers them.
///
/// A first touch of 100 MB costs 25,000 page faults with pages of 4 KiB, more than the arithmetic that fills it; Linux with
/// transparent huge pages at `madvise` or `always` needs 50. Elsewhere an ordinary allocation.
public final class PageBuffer: @unchecked Sendable {
    /// `count` Floats, freed with this object.
    public let base: UnsafeMutablePointer<Float>

    /// - Parameter count: 0 or more.
    public init(count: Int) {
        precondition(count >= 0, "a buffer of \(count) elements")
        let bytes = max(1, count) * MemoryLayout<Float>.stride
        let hugePage = 2 << 20
        guard bytes >= 2 * hugePage else {
            base = .allocate(capacity: max(1, count))
            return
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: hugePage)
        #if canImport(Glibc)
            // Advice only: without huge pages the memory is as good, and slower to touch.
            _ = madvise(memory, bytes, MADV_HUGEPAGE)
        #endif
        base = memory.bindMemory(to: Float.self, capacity: count)
    }

    deinit { base.deallocate() }
}
