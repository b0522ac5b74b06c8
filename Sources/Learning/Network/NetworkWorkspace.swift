/// The buffers that one worker needs to run a network on batches, allocated once.
///
/// Not for two threads at once. Results do not depend on the workspace, except that work on more examples than
/// `batchCapacity` is cut into pieces of that size.
public final class NetworkWorkspace {
    public let batchCapacity: Int
    /// `activations[0]` is the input batch, `activations[i + 1]` the output of operation i.
    let activations: [UnsafeMutablePointer<Float>]
    /// Two buffers that hold the derivatives by turns.
    let deltas: [UnsafeMutablePointer<Float>]
    let scratch: UnsafeMutablePointer<Float>
    /// Optimizer state, as long as the parameters; allocated when momentum first asks for it.
    var velocity: [Float] = []
    /// Grows by the squared loss of every example that passes backward; whoever reads it sets it to 0 first.
    var squaredLossSum = 0.0
    private let inputCount: Int
    private let parameterCount: Int

    /// - Parameter batchCapacity: largest batch, at least 1.
    public init(for network: Network, batchCapacity: Int) {
        precondition(batchCapacity >= 1, "a workspace for batches of \(batchCapacity)")
        self.batchCapacity = batchCapacity
        inputCount = network.input.count
        parameterCount = network.parameterCount
        func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
            // 64 bytes is a cache line, and the widest vector of today's processors.
            let raw = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
            let pointer = raw.bindMemory(to: Float.self, capacity: max(1, count))
            pointer.initialize(repeating: 0, count: max(1, count))
            return pointer
        }
        let widths = [network.operations[0].inputCount] + network.operations.map(\.outputCount)
        activations = widths.map { allocate($0 * batchCapacity) }
        let widest = (widths.max() ?? 0) * batchCapacity
        deltas = [allocate(widest), allocate(widest)]
        scratch = allocate(network.operations.map { $0.scratchCount(batch: batchCapacity) }.max() ?? 0)
    }

    deinit {
        for pointer in activations + deltas + [scratch] { pointer.deallocate() }
    }

    /// Whether this workspace was made for a network of the same shape.
    func fits(_ network: Network) -> Bool {
        inputCount == network.input.count && parameterCount == network.parameterCount
            && activations.count == network.operations.count + 1
    }
}
