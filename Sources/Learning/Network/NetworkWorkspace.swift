/// The buffers that one worker needs to run a network on batches, allocated once.
///
/// Not for two threads at once. Results do not depend on the workspace, except that work on more examples than
/// `batchCapacity` is cut into pieces of that size.
public final class NetworkWorkspace {
    public let batchCapacity: Int
    /// `activations[0]` is the input batch, `activations[i + 1]` the output of operation i, example after example.
    package let activations: [UnsafeMutablePointer<Float>]
    /// What operation i keeps for its backward pass, example after example.
    package let saved: [UnsafeMutablePointer<Float>]
    /// Two buffers that hold a batch's derivatives by turns, from the logits back to what the image operations gave.
    let batchDeltas: [UnsafeMutablePointer<Float>]
    /// The same for one example on its way through the image operations.
    package let imageDeltas: [UnsafeMutablePointer<Float>]
    /// Gradient of the image operations' parameters, summed over a batch.
    let imageGradient: UnsafeMutablePointer<Float>
    package let scratch: UnsafeMutablePointer<Float>
    /// Room for one input image, for augmentation.
    let imageCopy: UnsafeMutablePointer<Float>
    /// Grow by the squared loss of every prediction that passes backward, and by 1; the reader sets them to 0 first.
    var squaredLossSum = 0.0
    var predictionCount = 0
    private let inputCount: Int
    private let parameterCount: Int

    /// - Parameter batchCapacity: largest batch, at least 1.
    public init(for network: Network, batchCapacity: Int) {
        precondition(batchCapacity >= 1, "a workspace for batches of \(batchCapacity)")
        self.batchCapacity = batchCapacity
        inputCount = network.input.count
        parameterCount = network.parameterCount
        let operations = network.operations
        let widths = [operations[0].inputCount] + operations.map(\.outputCount)
        activations = widths.map { Self.allocate($0 * batchCapacity) }
        saved = operations.map { Self.allocate($0.savedCount * batchCapacity) }
        let widestOfBatch = widths[network.imageOperationCount...].max() ?? 0
        batchDeltas = (0..<2).map { _ in Self.allocate(widestOfBatch * batchCapacity) }
        let widestOfImage = widths[...network.imageOperationCount].max() ?? 0
        imageDeltas = (0..<2).map { _ in Self.allocate(network.imageOperationCount == 0 ? 0 : widestOfImage) }
        imageGradient = Self.allocate(network.imageParameterCount)
        scratch = Self.allocate(operations.map(\.scratchCount).max() ?? 0)
        imageCopy = Self.allocate(inputCount)
    }

    deinit {
        for pointer in activations + saved + batchDeltas + imageDeltas + [imageGradient, scratch, imageCopy] {
            pointer.deallocate()
        }
    }

    /// Zeroed memory with the slack that the kernels ask for.
    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
        let total = count + bufferSlack
        // 64 bytes is a cache line, and the widest vector of today's processors.
        let raw = UnsafeMutableRawPointer.allocate(byteCount: total * MemoryLayout<Float>.stride, alignment: 64)
        let pointer = raw.bindMemory(to: Float.self, capacity: total)
        pointer.initialize(repeating: 0, count: total)
        return pointer
    }

    /// Whether this workspace was made for a network of the same shape.
    func fits(_ network: Network) -> Bool {
        inputCount == network.input.count && parameterCount == network.parameterCount
            && activations.count == network.operations.count + 1
    }
}
